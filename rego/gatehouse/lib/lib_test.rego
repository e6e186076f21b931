package gatehouse.lib_test

import data.gatehouse.lib.age
import data.gatehouse.lib.container
import data.gatehouse.lib.glob
import data.gatehouse.lib.hcl
import data.gatehouse.lib.image
import data.gatehouse.lib.pointer
import data.gatehouse.lib.text

test_only_star_and_question_mark_are_special if {
	glob.matches("aws_s3_bucket.logs[0]", "aws_s3_bucket.logs[0]")
	glob.matches("*.logs[?]", "aws_s3_bucket.logs[0]")
	glob.matches("a*c", "a/b.c")
	glob.matches("*", "")
	glob.matches("v?", "v1")
	not glob.matches("v?", "v12")
	not glob.matches("[a-z]*", "abc")
	not glob.matches("{a,b}*", "abc")
	not glob.matches("a.c*", "abc")
	not glob.matches("b*", "ab")
	not glob.matches("a*", "A")
}

test_any_pattern_is_enough if {
	glob.any_match(["x", "a*"], "abc")
	not glob.any_match(["x", "y*"], "abc")
	not glob.any_match([], "abc")
}

test_pointers_are_escaped if {
	pointer.child("/metadata/labels", "app.kubernetes.io/name") == "/metadata/labels/app.kubernetes.io~1name"
	pointer.escape("a~b/c") == "a~0b~1c"
	pointer.keys("/spec/containers/0/a~1b~0c") == ["spec", "containers", 0, "a/b~c"]
}

_nginx := {"reference": "nginx:1.27", "registry": "docker.io", "repository": "library/nginx", "tag": "1.27"}

test_an_image_matches_as_written_or_by_full_name if {
	image.matches_any(["nginx:*"], _nginx)
	image.matches_any(["docker.io/library/*"], _nginx)
	not image.matches_any(["nginx"], _nginx)
	not image.matches_any(["*"], {"state": "unknown"})
}

test_the_name_of_an_image_is_spelt_as_written if {
	image.name(_nginx) == "nginx"
	image.name({"reference": "host:443/nginx"}) == "host:443/nginx"
	image.name({"reference": "nginx:1@sha256:abc", "tag": "1", "digest": "sha256:abc"}) == "nginx"
}

test_a_container_is_called_by_its_kind_and_name if {
	container.title({"kind": "init", "name": "migrate"}) == "init container migrate"
	container.matches_any(["migr*"], {"name": "migrate", "image": _nginx})
	container.matches_any(["nginx:*"], {"name": "migrate", "image": _nginx})
	not container.matches_any(["web"], {"name": "migrate", "image": _nginx})
}

test_text_that_yaml_would_misread_is_quoted if {
	text.yaml("web") == "web"
	text.yaml("app.kubernetes.io/name") == "app.kubernetes.io/name"
	text.yaml("Yes") == `"Yes"`
	text.yaml("1e3") == `"1e3"`
	text.yaml("a: b") == `"a: b"`
	text.quoted(`a"b`) == `"a\"b"`
}

test_templates_of_terraform_are_escaped if hcl.literal("${a} %{b}") == `"$${a} %%{b}"`

test_ages_are_told_in_units_of_which_there_are_two if {
	age.text(119) == "119 seconds"
	age.text(120) == "2 minutes"
	age.text(7199) == "119 minutes"
	age.text(7200) == "2 hours"
}
