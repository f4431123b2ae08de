// Package migrate holds the format of revision files, the graph that they form,
// and the runner that moves a database along it.
//
// A service embeds its migrations folder and brings its database up to date:
//
//	history, err := migrate.Load(folder)
//	m, err := migrate.New(migrate.Config{URL: url, History: history})
//	result, err := m.Upgrade(ctx, "head")
//
// A history that is spread over several folders is loaded from all of them at
// once: migrate.Load(orders, billing).
//
// The package needs pgx and the standard library only: files are cut at marker
// lines, so no SQL parser is linked into the service.
//
// # Files
//
// A revision is a file ID.sql:
//
//	-- pgen:revision 0003_add_employees
//	-- pgen:revises 0002_create_companies
//	-- add employees
//
//	-- pgen:up
//	CREATE TABLE employees (...);
//
//	-- pgen:step transaction=off
//	CREATE INDEX CONCURRENTLY employees_company_id_idx ON employees (company_id);
//
//	-- pgen:down
//	DROP TABLE employees;
//
// A step is one transaction or, with transaction=off, one statement outside of
// one. The other options of a step are role=, lock-timeout=,
// statement-timeout=, loses= (what an undo destroys) and function= (a step
// written in Go). The file pgen.sum holds two checksums per revision: one over
// the meaning, which the database keeps, and one over the bytes, by which a
// program without a parser sees that the first still belongs to the file.
//
// # Running
//
// A transactional step, its guards and its line in the history table are one
// message and one transaction, so a step takes effect once however many runs
// there are and wherever they are killed, also behind a transaction pooler. A
// step outside a transaction is recorded before and after. One that was begun
// and not seen to end is judged by the catalog: an index that is there and
// valid is done, an invalid one is dropped and built again, and so on for
// constraints, enum values, dropped indexes and detached partitions. Statements
// of which the catalog tells nothing (VACUUM, CALL) are run again, so they must
// bear that.
//
// A transaction pooler has no session for steps outside a transaction. They are
// refused there unless Config.Direct leads past it, which then does the work.
//
// # Steps in Go
//
// A step with function=NAME runs the function that Config.Functions has under
// that name. It is part of a revision file, so that it has its place in the
// graph and between steps in SQL, is guarded by pgen.sum, and can be undone by
// another function; a revision in Go alone is a file with one such step.
package migrate
