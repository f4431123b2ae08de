package ddl

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// detachPartition runs DETACH PARTITION: what came from the parent becomes the table's own.
func (s *stmt) detachPartition(parent schema.ID, n *pg.PartitionCmd) error {
	if !s.isPartitioned(parent) {
		return s.nameFault(parent.Name, invalidObject, "table %q is not partitioned", parent.Name)
	}
	child, ok := s.find(n.Name)
	if !ok {
		return s.noRelation(n.Name)
	}
	t, _ := schema.Get[schema.Table](s.db, child)
	if t.PartitionOf != parent {
		return s.fault(n.Name.Location, undefinedTable, "relation %q is not a partition of relation %q", child.Name, parent.Name)
	}
	if n.Concurrent {
		if err := s.detachLater(parent, t); err != nil {
			return err
		}
	}
	t.PartitionOf, t.Bound = schema.ID{}, schema.Expr{}
	s.put(t)
	for _, part := range s.db.Parts(child) {
		switch o, _ := s.db.Lookup(part); x := o.(type) {
		case schema.Column, schema.Check:
			s.own(part)
		case schema.Index:
			x.PartitionOf = schema.ID{}
			s.put(x)
		case schema.Trigger:
			if s.db.Has(parent.In(schema.KindTrigger, part.Name)) && x.Row {
				s.remove(part)
				s.forgetClones(child, part.Name)
			}
		}
	}
	return nil
}

// finalizeDetach judges DETACH ... FINALIZE: the replay knows of no detaching that was
// broken off.
func (s *stmt) finalizeDetach(parent schema.ID, n *pg.PartitionCmd) error {
	child, ok := s.find(n.Name)
	if !ok {
		return s.noRelation(n.Name)
	}
	if t, _ := schema.Get[schema.Table](s.db, child); t.PartitionOf != parent {
		return s.fault(n.Name.Location, undefinedTable, "relation %q is not a partition of relation %q", child.Name, parent.Name)
	}
	return s.fault(n.Name.Location, notInState, "cannot complete detaching partition %q: there is no pending concurrent detach", child.Name)
}

// detachLater runs what DETACH PARTITION CONCURRENTLY does beside detaching: the table
// keeps its bound as a check.
func (s *stmt) detachLater(parent schema.ID, t schema.Table) error {
	for _, sibling := range s.partitions(parent) {
		if other, _ := schema.Get[schema.Table](s.db, sibling); other.Bound.SQL == "DEFAULT" {
			return hinted(s.fault(0, notInState, "cannot detach partitions concurrently when a default partition exists"), "leave out CONCURRENTLY")
		}
	}
	text, known := s.boundCheck(parent, t)
	if !known {
		s.opaque(0, "leave out CONCURRENTLY", "the check that %s keeps of its bound cannot be written without a server", t.ID)
		return nil
	}
	if text == "" {
		return nil
	}
	expr, err := s.parsedExpr(text, scope{relation: t.ID, clause: canon.InCheck}, schema.Type{})
	if err != nil {
		return err
	}
	if s.impliedByChecks(t.ID, expr) {
		return nil
	}
	column := usedColumns(expr, t.ID)[0]
	name := s.constraintName(t.ID.Schema, t.ID.Name, column, "check")
	s.put(schema.Check{Header: s.header(t.ID.In(schema.KindCheck, name)), Expr: expr})
	return nil
}

// boundCheck writes the bound of a partition as a condition on its rows, "" for a hash
// partition, which keeps none. It is not known for keys of several columns, for types with
// a length, and for values that are not constants.
func (s *stmt) boundCheck(parent schema.ID, t schema.Table) (text string, known bool) {
	whole, _ := schema.Get[schema.Table](s.db, parent)
	if strings.HasPrefix(whole.PartitionBy.SQL, "HASH") {
		return "", true
	}
	spec, _, err := s.partitionSpec(whole, whole.PartitionBy.SQL)
	tree, err2 := pg.Parse("CREATE TABLE t PARTITION OF p " + t.Bound.SQL)
	if err != nil || err2 != nil || len(spec.PartParams) != 1 || spec.PartParams[0].GetPartitionElem().Name == "" {
		return "", false
	}
	name := spec.PartParams[0].GetPartitionElem().Name
	of, _ := s.columnType(parent, name)
	if of.Modifier != "" || of.Name == "bool" { // the server writes these values in other ways
		return "", false
	}
	column := quotedName(name)
	n := tree.Stmts[0].Stmt.GetCreateStmt().GetPartbound()
	if len(n.Listdatums) > 0 {
		return listCheck(column, n.Listdatums, of)
	}
	parts := []string{column + " IS NOT NULL"}
	for i, list := range [][]*pg.Node{n.Lowerdatums, n.Upperdatums} {
		if len(list) != 1 || infinite(list[0]) != "" {
			continue
		}
		value := signedText(list[0])
		if value == "" {
			return "", false
		}
		parts = append(parts, column+[]string{" >= ", " < "}[i]+quotedText(value))
	}
	return strings.Join(parts, " AND "), true
}

// listCheck is boundCheck for the values of a list.
func listCheck(column string, values []*pg.Node, of schema.Type) (text string, known bool) {
	var texts []string
	null := false
	for _, v := range values {
		switch {
		case v.GetAConst().GetIsnull():
			null = true
		case v.GetAConst() == nil && signedText(v) == "":
			return "", false
		default:
			texts = append(texts, signedText(v))
		}
	}
	within := ""
	switch {
	case len(texts) == 1:
		within = column + " = " + quotedText(texts[0])
	case len(texts) > 1:
		for i := range texts {
			texts[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(texts[i]) + `"`
		}
		within = column + " = ANY (" + quotedText("{"+strings.Join(texts, ",")+"}")
		if of.Name == "varchar" { // its operators are those of text
			within += "::varchar[]"
		}
		within += ")"
	}
	switch {
	case null && within == "":
		return column + " IS NULL", true
	case null:
		return column + " IS NULL OR " + within, true
	}
	return column + " IS NOT NULL AND " + within, true
}

func quotedText(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
