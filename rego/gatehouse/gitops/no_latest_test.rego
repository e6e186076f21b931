package gatehouse.gitops.no_latest_test

import data.gatehouse.gitops.no_latest

test_placeholder if no_latest
