package gatehouse.lib.credentials_test

import data.gatehouse.lib.credentials

# Made up, and put together here, so that no scanner takes this file for one that leaks.
_github := concat("_", ["ghp", "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"])

_aws := concat("", ["AKIA", "QZ7RWHTG2VNYB3MK"])

_key := concat(" ", ["-----BEGIN RSA PRIVATE", "KEY-----"])

test_credentials_of_issuers_are_found_under_any_name if {
	credentials.in_value("NOTE", _github) == "a token of GitHub"
	credentials.in_value("NOTE", $"export ID={_aws} # mine") == "an access key of AWS"
	credentials.in_text($"#!/bin/sh\ncat <<END\n{_key}\nEND") == "a private key"
	not credentials.in_value("NOTE", "AKIAIOSFODNN7EXAMPLE")
	not credentials.in_value("NOTE", "SG.one.two")
}

test_passwords_are_told_by_their_names if {
	every name in ["POSTGRES_PASSWORD", "db.password", "adminPassword", "SMTP_PASS", "redisPwd", "passphrase"] {
		credentials.in_value(name, "hunter22") == "a password"
	}
	every name in ["PWD", "PASSWORD_MIN_LENGTH", "COMPASS", "BYPASS", "password_file", "DATABASE"] {
		not credentials.in_value(name, "hunter22")
	}
}

test_secrets_are_told_by_their_names_and_by_chance if {
	every name in ["API_KEY", "clientSecret", "GITHUB_TOKEN", "storage-account-key", "credentials"] {
		credentials.in_value(name, "aB3dE5fG7hJ9kL1mN3p") == "a secret"
	}
	credentials.in_value("TOKEN", "0123456789abcdef0123456789abcdef") == "a secret"
	credentials.in_value("TOKEN", "a1b2c3d4e5f6g7h8") == "a secret"
	every value in ["orders-database-v2", "true", "web", "my.config.map.name.v1.2", "OrdersDatabaseSecret"] {
		not credentials.in_value("DATABASE_SECRET", value)
	}
	every name in ["PUBLIC_KEY", "PARTITION_KEY", "TOKEN_URL", "SECRET_NAME", "CACHE_KEY"] {
		not credentials.in_value(name, "aB3dE5fG7hJ9kL1mN3p")
	}
}

test_references_and_placeholders_are_no_credentials if {
	every value in [
		"${DB_PASSWORD}", "$(DB_PASSWORD)", "$DB_PASSWORD", "{{ .password }}", "<password>", "%PASSWORD%", "@file", "vault:secret/data/db#password",
		"ref+vault://secret/db", "arn:aws:secretsmanager:eu:1:secret:db", "op://vault/item", "/run/secrets/db", "./password", "ENC[AES256_GCM,data:x]",
		"changeme", "CHANGE_ME", "your-password", "****", "xxxx", "true", "no", "1", "", "your password here", "(sensitive value)",
	] {
		not credentials.in_value("DB_PASSWORD", value)
	}
	not credentials.in_value("DB_PASSWORD", null)
	not credentials.in_text(null)
}

test_urls_with_passwords if {
	credentials.in_value("DATABASE_URL", "postgres://shop:hunter22@db.example.com/shop") == "a password in a URL"
	credentials.in_value("REDIS", "redis://:hunter22@cache:6379/0") == "a password in a URL"
	not credentials.in_value("DATABASE_URL", "postgres://shop:${PASSWORD}@db.example.com/shop")
	not credentials.in_value("DATABASE_URL", "postgres://shop@db.example.com:5432/shop")
	not credentials.in_value("PROXY", "http://proxy:3128")
}

test_assignments_in_texts if {
	credentials.in_text("host=db\ndb.password = hunter22\n") == "a password"
	credentials.in_text("export API_TOKEN='aB3dE5fG7hJ9kL1mN3p'") == "a secret"
	credentials.in_text("{\"password\": \"hunter22\",}") == "a password"
	credentials.in_value("CONNECTION", "AccountName=a;AccountKey=aB3dE5fG7hJ9kL1mN3paB3dE5fG7hJ9kL1mN3p==;") == "a secret"
	credentials.in_value("--password", "hunter22") == "a password"
}

test_what_only_looks_like_an_assignment if {
	every text in [
		"# password = hunter22", "password: ${DB_PASSWORD}", "password = os.environ", "password=getpass()", "password_encryption = scram-sha-256",
		"password:\n  secretKeyRef: x", "type: password", "password: string", "if password == other", "token = request.headers.token",
		"; admin_password = admin", "PASSWORD=$(aws secretsmanager get-secret-value)", "forgot your password: click here",
	] {
		not credentials.in_text(text)
	}
}

test_names_say_what_they_hold if {
	credentials.names_one("db_password")
	credentials.names_one("API_KEY")
	not credentials.names_one("DATABASE")
}
