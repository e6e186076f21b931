package gatehouse.disaster_recovery.database_global_test

import data.gatehouse.disaster_recovery.database_global

_resource(type, object) := {
	"source": "terraform",
	"type": type,
	"id": $"{type}.main",
	"region": "eu-central-1",
	"object": object,
	"unknown": {},
}

_judged(resource, around, known) := answer if {
	asked := {
		"resource": resource,
		"context": {"siblings": {"database-global": {"known": known, "resources": around}}},
	}
	violations := database_global.violations with input as asked
	unknowns := database_global.unknowns with input as asked
	answer := {"violations": {one.message | some one in violations}, "unknowns": count(unknowns)}
}

_kept := {"violations": set(), "unknowns": 0}

_open := {"violations": set(), "unknowns": 1}

_broken(advice) := {"violations": {$"the database is in one region only; {advice}"}, "unknowns": 0}

_aurora(object) := _resource("aws_rds_cluster", object)

test_a_member_of_a_global_cluster_keeps_the_promise if {
	_judged(_aurora({"global_cluster_identifier": "shop"}), [], true) == _kept
	_judged(_aurora({}), [], true) == _broken("make it part of a global cluster")
	_judged(_aurora({}), [], false) == _open
}

test_a_replica_of_another_region_counts if {
	replica := {
		"type": "aws_rds_cluster",
		"id": "aws_rds_cluster.replica",
		"object": {"replication_source_identifier": "arn:main"},
		"unknown": {},
	}
	main := _aurora({"arn": "arn:main"})
	_judged(main, [object.union(replica, {"region": "eu-west-1"})], true) == _kept
	_judged(main, [object.union(replica, {"region": "eu-central-1"})], true) == _broken("make it part of a global cluster")
	_judged(main, [replica], true) == _open
	database_global.not_applicable with input.resource as _aurora(replica.object)
}

_table(replicas) := _resource("aws_dynamodb_table", {"name": "carts", "arn": "arn:carts", "replica": replicas})

test_a_table_has_a_replica_elsewhere if {
	_judged(_table([{"region_name": "eu-west-1"}]), [], true) == _kept
	_judged(_table([{"region_name": "eu-central-1"}]), [], true) == _broken("add a replica in another region")
	_judged(_table([]), [], true) == _broken("add a replica in another region")
	other := {
		"type": "aws_dynamodb_table_replica",
		"id": "aws_dynamodb_table_replica.west",
		"region": "eu-west-1",
		"object": {"global_table_arn": "arn:carts"},
		"unknown": {},
	}
	_judged(_table([]), [other], true) == _kept
	_judged(object.remove(_table([{"region_name": "eu-west-1"}]), ["region"]), [], true) == _open
}

test_what_is_known_after_apply_leaves_it_open if {
	unknown := {"/replica/0/region_name": {"references": [], "computed": false, "open": true}}
	_judged(object.union(_table([{"region_name": null}]), {"unknown": unknown}), [], true) == _open
	global := {"/global_cluster_identifier": {"references": [], "computed": false, "open": true}}
	_judged(object.union(_aurora({"global_cluster_identifier": null}), {"unknown": global}), [], true).violations == set()
}

_cosmos(locations) := _resource("azurerm_cosmosdb_account", {"geo_location": [{"location": place} | some place in locations]})

test_cosmos_db_is_in_two_locations if {
	_judged(_cosmos(["westeurope", "northeurope"]), [], true) == _kept
	_judged(_cosmos(["westeurope"]), [], false) == _broken("add a geo_location")
}

test_spanner_and_firestore_say_it_by_one_word if {
	_judged(_resource("google_spanner_instance", {"config": "eur3"}), [], false) == _kept
	_judged(_resource("google_spanner_instance", {"config": "projects/shop/instanceConfigs/nam-eur-asia1"}), [], false) == _kept
	spanner := _broken("take a config of several regions, as eur3 or nam3")
	_judged(_resource("google_spanner_instance", {"config": "regional-europe-west3"}), [], true) == spanner
	_judged(_resource("google_spanner_instance", {"config": "projects/shop/instanceConfigs/regional-us-east1"}), [], true) == spanner
	_judged(_resource("google_firestore_database", {"location_id": "nam5"}), [], true) == _kept
	_judged(_resource("google_firestore_database", {"location_id": "europe-west3"}), [], true) == _broken("take a location_id of several regions, as eur3 or nam5")
	mark := {"/location_id": {"references": [], "computed": false, "open": true}}
	_judged(object.union(_resource("google_firestore_database", {}), {"unknown": mark}), [], true) == _open
}

_bigtable(zones) := _resource("google_bigtable_instance", {"cluster": [{"zone": zone} | some zone in zones]})

test_zones_of_one_region_are_one_region if {
	advice := "add a cluster in a zone of another region"
	_judged(_bigtable(["europe-west3-a", "europe-west1-b"]), [], true) == _kept
	_judged(_bigtable(["europe-west3-a", "europe-west3-b"]), [], true) == _broken(advice)
	_judged(_bigtable([null]), [], true) == _broken(advice)
	_judged(_bigtable(["europe-west3-a", null]), [], true) == _open
}

test_alloydb_has_a_secondary_cluster if {
	main := _resource("google_alloydb_cluster", {"name": "clusters/main"})
	secondary := {"secondary_config": [{"primary_cluster_name": "clusters/main"}]}
	other := object.union(_resource("google_alloydb_cluster", secondary), {"id": "google_alloydb_cluster.west", "region": "europe-west1"})
	_judged(main, [other], true) == _kept
	_judged(main, [], true) == _broken("add a cluster of the type SECONDARY")
	_judged(main, [], false) == _open
	database_global.not_applicable with input.resource as other
}
