package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// createIndex runs CREATE INDEX.
func (s *stmt) createIndex(n *pg.IndexStmt) error {
	rel, ok := s.find(n.Relation)
	if !ok {
		return s.noRelation(n.Relation)
	}
	if n.AccessMethod == "rtree" { // the server takes the name that there was once
		n.AccessMethod = "gist"
	}
	if err := s.judgeIndex(rel, n); err != nil {
		return err
	}
	x := schema.Index{Unique: n.Unique, NullsNotDistinct: n.NullsNotDistinct, Method: firstOf(n.AccessMethod, "btree"),
		Options: reloptions(n.Options), Tablespace: s.spaceOf(rel.Schema, n.TableSpace), Only: !n.Relation.Inh && len(s.partitions(rel)) > 0}
	var names []string
	for _, p := range n.IndexParams {
		e, err := s.indexElement(rel, x.Method, p.GetIndexElem())
		if err != nil {
			return err
		}
		x.Elements = append(x.Elements, e)
		names = append(names, elementName(p.GetIndexElem()))
	}
	if err := s.indexRest(rel, &x, n); err != nil {
		return err
	}
	name := n.Idxname
	if name != "" {
		if err := s.freeRelation(rel.Schema, name, false, 0); err != nil {
			if n.IfNotExists {
				return nil
			}
			return err
		}
	} else {
		name = s.relationName(rel.Schema, rel.Name, joinColumns(uniqueColumns(append(names, x.Include...))), "idx", false)
	}
	x.Header = s.header(rel.In(schema.KindIndex, name))
	if s.put(x); !x.Only {
		s.cloneToPartitions(rel, x)
	}
	return nil
}

// indexRest reads the included columns and the condition of an index.
func (s *stmt) indexRest(rel schema.ID, x *schema.Index, n *pg.IndexStmt) error {
	for _, p := range n.IndexIncludingParams {
		name := p.GetIndexElem().GetName()
		if p.GetIndexElem().GetExpr() != nil {
			return s.fault(0, notSupported, "expressions are not supported in included columns")
		}
		if err := s.judgeKeyColumn(rel, name); err != nil {
			return err
		}
		if systemColumns[name] && !s.hasColumn(rel, name) {
			return s.nameFault(name, notSupported, "index creation on system columns is not supported")
		}
		x.Include = append(x.Include, name)
	}
	if n.WhereClause != nil {
		where, err := s.expr(n.WhereClause, s.clauseText(n.WhereClause), scope{relation: rel, clause: canon.InIndexWhere})
		if err != nil {
			return err
		}
		if err := s.judgeSystemColumns(n.WhereClause, where.SQL, false, notSupported, "index creation on system columns is not supported: %s"); err != nil {
			return err
		}
		if x.Where = where; where.Key == "true" {
			x.Where = schema.Expr{}
		}
	}
	if x.Unique {
		for _, id := range append([]schema.ID{rel}, s.descendants(rel)...) {
			if err := s.judgePartitioned(id, elementColumns(x.Elements), 0); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *stmt) isPartitioned(rel schema.ID) bool {
	t, ok := schema.Get[schema.Table](s.db, rel)
	return ok && !t.PartitionBy.IsZero()
}

// hasColumn reports whether a table, view or composite type has the column.
func (r *Replay) hasColumn(rel schema.ID, name string) bool {
	if rel.Kind == schema.KindTable {
		return r.db.Has(rel.In(schema.KindColumn, name))
	}
	return slices.ContainsFunc(r.db.Attributes(rel), func(a schema.Attribute) bool { return a.Name == name })
}

// indexElement reads one key of an index.
func (s *stmt) indexElement(rel schema.ID, method string, n *pg.IndexElem) (schema.IndexElement, error) {
	e := schema.IndexElement{Column: n.Name, Desc: n.Ordering == pg.SortByDir_SORTBY_DESC}
	e.NullsFirst = n.NullsOrdering == pg.SortByNulls_SORTBY_NULLS_FIRST || e.Desc && n.NullsOrdering != pg.SortByNulls_SORTBY_NULLS_LAST
	if c := n.Expr.GetCollateClause(); c != nil && len(n.Collation) == 0 {
		n.Collation, n.Expr = c.Collname, c.Arg // the index has it, not the expression
	}
	bare := n.Expr
	for bare.GetCollateClause() != nil {
		bare = bare.GetCollateClause().Arg // the outermost counts
	}
	if name, ok := s.bareColumn(rel, bare); ok {
		e.Column, n.Name, n.Expr = name, name, nil
	}
	if n.Name != "" {
		if err := s.judgeKeyColumn(rel, n.Name); err != nil {
			return e, err
		}
	}
	if n.Expr != nil {
		text := s.elementText(n.Expr)
		text = s.castBelow(n, text)
		expr, err := s.expr(n.Expr, text, scope{relation: rel, clause: canon.InIndex})
		if err != nil {
			return e, err
		}
		if err := s.judgeSystemColumns(n.Expr, expr.SQL, false, notSupported, "index creation on system columns is not supported: %s"); err != nil {
			return e, err
		}
		e.Expr = expr
		if uses := expr.Uses; len(uses) == 1 && uses[0] == rel.In(schema.KindColumn, uses[0].Name) && expr.Key == canon.ColumnKey(uses[0].Name) {
			e.Column, e.Expr = uses[0].Name, schema.Expr{} // a cast to the type that it has
		}
	}
	if s.isTorn(n.Expr, e.Expr, rel, canon.InIndex) && len(n.Collation) == 0 {
		return e, hinted(s.fault(0, indeterminateCollation, "could not determine which collation to use for index expression"),
			"use the COLLATE clause to set the collation explicitly")
	}
	var err error
	if e.Collation, err = s.elementCollation(rel, n); err != nil {
		return e, err
	}
	if err := s.systemKey(rel, method, n); err != nil {
		return e, err
	}
	t, _ := s.columnType(rel, n.Name)
	if len(n.Collation) > 0 && !t.IsZero() && !s.collatable(t) {
		return e, s.nameFault(lastOf(n.Collation), datatypeMismatch, "collations are not supported by type %s", schema.FormatTypes(t))
	}
	if err := s.judgeElement(method, n, t); err != nil {
		return e, err
	}
	e.OpClass = s.opClass(rel, method, n)
	for _, o := range n.Opclassopts {
		e.OpClassOptions = append(e.OpClassOptions, option(o.GetDefElem()))
	}
	return e, nil
}

// castBelow lets a cast of what is collated come first, as the server does: then the
// index has the collation. It returns the text without it.
func (s *stmt) castBelow(n *pg.IndexElem, text string) string {
	cast := n.Expr.GetTypeCast()
	c := cast.GetArg().GetCollateClause()
	if c == nil {
		return text
	}
	if t, err := s.typeOf(cast.TypeName); err != nil || !s.collatable(t) {
		return text
	}
	ts := s.tokens()
	from := ts.at(int(c.Location))
	word := ts.slice(from, from+2*len(c.Collname))
	start := strings.LastIndex(s.text[:min(len(s.text), int(c.Location)+len(text))], text)
	at := int(c.Location) - start
	if start < 0 || at < 0 || at+len(word) > len(text) {
		return text
	}
	if len(n.Collation) == 0 {
		n.Collation = c.Collname
	}
	n.Expr = &pg.Node{Node: &pg.Node_TypeCast{TypeCast: &pg.TypeCast{Arg: c.Arg, TypeName: cast.TypeName, Location: cast.Location}}}
	return text[:at] + text[at+len(word):]
}

// elementCollation returns the collation of an element that is not that of what it is
// over.
func (s *stmt) elementCollation(rel schema.ID, n *pg.IndexElem) (string, error) {
	if len(n.Collation) == 0 {
		return "", nil
	}
	collation, err := s.collationName(n.Collation)
	if err != nil || n.Expr == nil {
		return s.indexCollation(rel, n.Name, collation), err
	}
	own := canon.ExprCollation(n.Expr, s.canonScope(scope{relation: rel, clause: canon.InIndex}))
	if own == collation || own == "" && collation == "default" {
		return "", nil
	}
	return collation, nil
}

// bareColumn reports whether the expression is a column in parentheses, which is
// an index on that column.
func (s *stmt) bareColumn(rel schema.ID, n *pg.Node) (string, bool) {
	fields := n.GetColumnRef().GetFields()
	if len(fields) == 0 {
		return "", false
	}
	name := str(fields[len(fields)-1])
	return name, s.hasColumn(rel, name)
}

// indexCollation is "" when the index has the collation of its column.
func (s *stmt) indexCollation(rel schema.ID, column, collation string) string {
	c, ok := schema.Get[schema.Column](s.db, rel.In(schema.KindColumn, column))
	if own := firstOf(firstOf(c.Collation, canon.OwnCollation(s.db, c.Type)), "default"); ok && own == collation {
		return ""
	}
	return collation
}

// cloneToPartitions gives every partition its part of a parent's index, which is not
// whole if one of them is not.
func (s *stmt) cloneToPartitions(rel schema.ID, x schema.Index) schema.Index {
	for _, child := range s.partitions(rel) {
		if !s.isForeign(child) && !s.cloneIndex(child, x, false) {
			x.Only = true
		}
	}
	s.put(x)
	return x
}

// cloneIndex attaches an equal index of the partition to the parent's, or makes one. It
// returns whether that is whole; a partition that is attached keeps one that is not.
func (s *stmt) cloneIndex(child schema.ID, parent schema.Index, attached bool) bool {
	wanted := partOf(child, parent)
	if s.keyServes(child, wanted) {
		return true
	}
	for _, have := range schema.PartsOf[schema.Index](s.db, child) {
		whole := !have.Only && !have.Invalid
		if !have.PartitionOf.IsZero() || attached && !whole {
			continue
		}
		have.PartitionOf = parent.ID
		if equalIndexes(have, wanted) {
			s.put(have)
			return whole
		}
	}
	return !s.cloneToPartitions(child, s.putPart(child, wanted)).Only
}

// partOf returns the part of a parent's index that a partition has, without a name.
func partOf(child schema.ID, parent schema.Index) schema.Index {
	parentTable := parent.ID.Parent()
	wanted := parent
	wanted.PartitionOf, wanted.Only = parent.ID, false
	wanted.Elements = slices.Clone(parent.Elements)
	for i := range wanted.Elements {
		wanted.Elements[i].Expr = moveColumns(wanted.Elements[i].Expr, parentTable, child)
	}
	wanted.Where = moveColumns(wanted.Where, parentTable, child)
	return wanted
}

// putPart gives a partition its part of an index, under a name that the server chooses.
func (s *stmt) putPart(child schema.ID, part schema.Index) schema.Index {
	names, kept := s.indexNames[part.PartitionOf]
	if !kept {
		names = elementNames(part.Elements, part.Include)
	}
	name := s.relationName(child.Schema, child.Name, joinColumns(names), "idx", false)
	part.Header, part.Tablespace = s.header(child.In(schema.KindIndex, name)), s.spaceOf(child.Schema, part.Tablespace)
	s.put(part)
	if kept {
		s.setNames(part.ID, names)
	}
	return part
}

// keyServes reports whether the index of a key of the partition can be its part
// of the parent's index.
func (s *stmt) keyServes(child schema.ID, wanted schema.Index) bool {
	columns := uniqueColumnsOf(wanted)
	if columns == nil || wanted.Method != "btree" {
		return false
	}
	for _, part := range s.db.Parts(child) {
		o, _ := s.db.Lookup(part)
		if part.Kind.HasIndex() && slices.Equal(uniqueColumnsOf(o), columns) && !s.hasEqualPart(wanted.PartitionOf.Parent(), o) {
			return true
		}
	}
	return false
}

// hasEqualPart reports whether the table has a part like that of another table: a
// key of a partition belongs to the parent's key then.
func (s *stmt) hasEqualPart(rel schema.ID, like schema.Object) bool {
	return slices.ContainsFunc(s.db.Parts(rel), func(id schema.ID) bool {
		o, _ := s.db.Lookup(id)
		return id.Kind == like.Address().Kind && sameKey(o, like)
	})
}

// equalIndexes compares what makes two indexes serve the same purpose.
func equalIndexes(a, b schema.Index) bool {
	a.Options, b.Options, a.Tablespace, b.Tablespace = nil, nil, "", ""
	a.Only, b.Only, a.Invalid, b.Invalid = false, false, false, false
	a.Elements, b.Elements = withoutOrder(a.Elements), withoutOrder(b.Elements)
	return len(schema.Fields(a, b)) == 0
}

// withoutOrder returns the keys of an index without the direction, which does not matter
// for what it is good for.
func withoutOrder(elements []schema.IndexElement) []schema.IndexElement {
	out := slices.Clone(elements)
	for i := range out {
		out[i].Desc, out[i].NullsFirst = false, false
	}
	return out
}

// elementName returns what a key contributes to the name of its index.
func elementName(n *pg.IndexElem) string {
	switch {
	case n.Indexcolname != "":
		return n.Indexcolname
	case n.Name != "":
		return n.Name
	}
	if name, _ := figureName(n.Expr); name != "" {
		return name
	}
	return "expr"
}

// elementNames is elementName for keys of the model.
func elementNames(elements []schema.IndexElement, include []string) []string {
	var names []string
	for _, e := range elements {
		names = append(names, nameOfElement(e))
	}
	return uniqueColumns(append(names, include...))
}

func nameOfElement(e schema.IndexElement) string {
	if e.Column != "" {
		return e.Column
	}
	tree, err := pg.Parse("SELECT (" + e.Expr.SQL + ")")
	if err != nil || len(tree.Stmts) != 1 {
		return "expr"
	}
	if name, _ := figureName(tree.Stmts[0].Stmt.GetSelectStmt().GetTargetList()[0].GetResTarget().GetVal()); name != "" {
		return name
	}
	return "expr"
}

func plainElements(elements []schema.ExclusionElement) []schema.IndexElement {
	var out []schema.IndexElement
	for _, e := range elements {
		out = append(out, e.IndexElement)
	}
	return out
}
