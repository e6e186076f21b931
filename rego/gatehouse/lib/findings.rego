# METADATA
# description: >-
#   Findings of one rule. A fingerprint is made of rule, resource and path, so a rule has at most one finding at a path.
package gatehouse.lib.findings

# METADATA
# description: One finding per path, which says and mends what all findings at that path say and mend.
by_path(found) := {finding |
	some path in {one.path | some one in found}
	here := {other | some other in found; other.path == path}
	message := concat("; ", sort({other.message | some other in here}))
	finding := object.union({"path": path, "message": message}, _fix({other.fix | some other in here}))
}

_fix(fixes) := {} if count(fixes) == 0

else := {"fix": fix} if {
	description := concat("; ", sort({fix.description | some fix in fixes}))
	fix := object.union({"description": description}, object.union(_patch(fixes), _offer(fixes)))
}

_patch(fixes) := {"patch": patch} if {
	patch := sort({operation | some fix in fixes; some operation in fix.patch})
	count(patch) > 0
}

else := {}

_offer(fixes) := {"offer": concat("\n", offers)} if {
	offers := sort({fix.offer | some fix in fixes})
	count(offers) > 0
}

else := {}
