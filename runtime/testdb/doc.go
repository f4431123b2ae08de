// Package testdb gives each test a PostgreSQL database of its own, migrated and
// empty of other tests' rows:
//
//	func TestCompanies(t *testing.T) {
//		t.Parallel()
//		pool := testdb.New(t, testdb.Source{Migrations: migrations})
//		...
//	}
//
// The migrations run once: into a template database whose name is made from
// their checksum. Each test gets a copy of it, which takes some hundredths of a
// second and lets tests run in parallel and commit. Packages that test at the
// same time share the template.
//
// The database is dropped when the test passes. When it fails, the database
// stays and the test's log says how to look into it.
//
// # The server
//
// PGEN_SCRATCH_URL names it: the URL of a superuser on a server that may be
// filled with databases. Without it the package runs "go tool pgen dev start",
// which finds or starts a throw-away server; that needs pgen as a tool of the
// module (go get -tool github.com/pgen-go/pgen/cmd/pgen). When neither works,
// the test fails. It is never skipped.
package testdb
