# METADATA
# description: The colors by which two environments of a blue/green release are told apart.
package gatehouse.lib.color

# METADATA
# description: >-
#   A value as text in which every color is the same, so that what differs by its color only is equal. Case does not count.
plain(value, colors) := strings.replace_n({color: "*" | some color in colors}, lower(json.marshal(value)))

# METADATA
# description: True where two names differ, and differ by a color only.
paired(name, other, colors) if {
	name != other
	plain(name, colors) == plain(other, colors)
}
