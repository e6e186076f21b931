package gatehouse.cost.resource_limits_test

import data.gatehouse.cost.resource_limits as rule

test_placeholder if rule
