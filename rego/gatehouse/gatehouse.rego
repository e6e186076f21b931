# METADATA
# title: The rules of Gatehouse
# description: >-
#   What rules read is checked against these schemas when they are built, so that a misspelt facet or parameter is an
#   error there and not a rule that never finds anything.
# scope: subpackages
# schemas:
#   - input: schema["input.schema"]
#   - data.config.parameters: schema["parameters.schema"]
package gatehouse
