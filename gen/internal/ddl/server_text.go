package ddl

import (
	"fmt"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// ServerExpr makes an expression from text that a server printed (pg_get_expr,
// pg_get_indexdef and the like), with the key that the author's text has. The
// target is the type that it is assigned to, zero for none. The error is a
// [canon.Error] or one of the parser.
func ServerExpr(sc canon.Scope, target schema.Type, text string) (schema.Expr, error) {
	n, err := parseOne("SELECT ("+text+")", text)
	if err != nil {
		return schema.Expr{}, err
	}
	list := n.GetSelectStmt().GetTargetList()
	return canon.ExprAs(list[0].GetResTarget().GetVal(), text, sc, target)
}

// ServerQuery makes the query of a view from the server's text; the columns are
// as [canon.Query] returns them.
func ServerQuery(sc canon.Scope, text string) (schema.Expr, []schema.Attribute, error) {
	n, err := parseOne(text, text)
	if err != nil {
		return schema.Expr{}, nil, err
	}
	return canon.Query(n, text, sc)
}

// ServerBody makes the standard body of a function from what
// pg_get_function_sqlbody prints.
func ServerBody(sc canon.Scope, text string) (schema.Expr, error) {
	n, err := parseOne("CREATE FUNCTION f() LANGUAGE sql "+text, text)
	if err != nil {
		return schema.Expr{}, err
	}
	key, uses, err := canon.Statement(n.GetCreateFunctionStmt().GetSqlBody(), sc)
	return schema.Expr{SQL: text, Key: key, Uses: uses}, err
}

// ServerPartitionBy makes the partition key of a table of the database from what
// pg_get_partkeydef prints.
func ServerPartitionBy(db *schema.Database, table schema.ID, text string) (schema.Expr, error) {
	full := "CREATE TABLE t () PARTITION BY " + text
	n, err := parseOne(full, text)
	if err != nil {
		return schema.Expr{}, err
	}
	s := serverStmt(db, full)
	if err := s.partitionBy(table, n.GetCreateStmt().GetPartspec()); err != nil {
		return schema.Expr{}, err
	}
	t, _ := schema.Get[schema.Table](db, table)
	return t.PartitionBy, nil
}

// ServerBound makes the bound of a partition of the parent from what pg_get_expr
// prints. The parent must be in the database with its partition key.
func ServerBound(db *schema.Database, parent schema.ID, text string) (schema.Expr, error) {
	full := "CREATE TABLE t PARTITION OF p " + text
	n, err := parseOne(full, text)
	if err != nil {
		return schema.Expr{}, err
	}
	return serverStmt(db, full).bound(parent, n.GetCreateStmt().GetPartbound())
}

// serverStmt is a statement that changes the database itself, not a copy. The
// search path is empty, since the server qualifies names.
func serverStmt(db *schema.Database, text string) *stmt {
	return &stmt{Replay: &Replay{db: db, session: session{path: []string{}}}, text: text, end: len(text)}
}

// parseOne parses a statement made around a text of the server.
func parseOne(full, text string) (*pg.Node, error) {
	tree, err := pg.Parse(full)
	if err != nil {
		return nil, fmt.Errorf("the server's text %q cannot be parsed: %w", strings.TrimSpace(text), err)
	}
	if len(tree.Stmts) != 1 {
		return nil, fmt.Errorf("the server's text %q is not one expression", strings.TrimSpace(text))
	}
	return tree.Stmts[0].Stmt, nil
}
