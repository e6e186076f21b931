package gatehouse.self_healing.pod_disruption_budget_test

import data.gatehouse.self_healing.pod_disruption_budget as rule

test_placeholder if rule
