# METADATA
# description: How old something is, for messages.
package gatehouse.lib.age

# METADATA
# description: Seconds in the largest unit of which there are two, rounded down.
text(seconds) := $"{seconds} seconds" if seconds < 120

else := $"{floor(seconds / 60)} minutes" if seconds < 7200

else := $"{floor(seconds / 3600)} hours"
