// Package plpgsql runs DO blocks against the model instead of a server.
//
// It reads the block (declarations, assignments, IF, CASE, loops over fixed
// lists, nested blocks with EXCEPTION, EXECUTE of text that can be computed),
// answers the questions that guards ask the catalogs from a [Catalog], and hands
// each SQL statement to it at the moment when the server would run it. A block
// whose path depends on the rows of a table, on a setting or on anything else that
// only a server knows is not decided: [Result] says why and where.
//
// Statements that change only data, and PERFORM, RAISE and NULL, have no effect
// on the schema and are passed over.
package plpgsql
