# METADATA
# description: State machines and workflows that are playbooks of disaster recovery, told by their names, tags and labels.
package gatehouse.lib.playbook

import data.gatehouse.lib.attribute
import data.gatehouse.lib.glob

# METADATA
# description: True where the machine's name, or a value of its tags or labels, matches one of the globs. Case does not matter.
is_playbook(machine, patterns) if {
	some keys in [["name"], ["name_prefix"], ["tags", "Name"], ["tags", "purpose"], ["tags", "Purpose"], ["labels", "purpose"]]
	some pattern in patterns
	glob.matches(lower(pattern), lower(attribute.read(machine, keys).value))
}
