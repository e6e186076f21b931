package gatehouse.compliance.required_tags_test

import data.gatehouse.compliance.required_tags as rule

test_placeholder if rule
