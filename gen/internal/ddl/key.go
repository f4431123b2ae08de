package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// addKey adds a primary key, unique or exclusion constraint with its index. With
// only, partitions get none.
func (s *stmt) addKey(rel schema.ID, c *pg.Constraint, only bool) error {
	columns, include := strs(c.Keys), strs(c.Including)
	for i, name := range append(slices.Clone(columns), include...) {
		if i < len(columns) && (systemTypes[name] == "xid" || systemTypes[name] == "cid") && !s.hasColumn(rel, name) {
			return s.fault(c.Location, undefinedObject, "data type %s has no default operator class for access method \"btree\"", systemTypes[name])
		}
		if err := s.keyColumn(rel, name, c.Location); err != nil {
			return err
		}
	}
	for i, name := range columns {
		if slices.Contains(columns[:i], name) {
			return s.fault(c.Location, duplicateColumn, "column %q appears twice in %s constraint", name, keyWords[c.Contype])
		}
	}
	if c.Contype == pg.ConstrType_CONSTR_EXCLUSION {
		return s.addExclusion(rel, c, only)
	}
	if err := s.judgeKey(rel, c, columns); err != nil {
		return err
	}
	named := uniqueColumns(append(slices.Clone(columns), include...))
	if c.Contype == pg.ConstrType_CONSTR_PRIMARY {
		if _, ok := s.primaryKey(rel); ok {
			return s.fault(c.Location, invalidTable, "multiple primary keys for table %q are not allowed", rel.Name)
		}
		name, err := s.keyName(rel, c, "", "pkey")
		if err != nil {
			return err
		}
		return s.putKey(rel, schema.PrimaryKey{Header: s.headerAt(rel.In(schema.KindPrimaryKey, name), c.Location),
			Columns: columns, Include: include, Deferral: deferral(c), Options: reloptions(c.Options), Tablespace: s.spaceOf(rel.Schema, c.Indexspace)}, only)
	}
	name, err := s.keyName(rel, c, joinColumns(named), "key")
	if err != nil {
		return err
	}
	return s.putKey(rel, schema.Unique{Header: s.headerAt(rel.In(schema.KindUnique, name), c.Location),
		Columns: columns, Include: include, Deferral: deferral(c), NullsNotDistinct: c.NullsNotDistinct,
		Options: reloptions(c.Options), Tablespace: s.spaceOf(rel.Schema, c.Indexspace)}, only)
}

var keyWords = map[pg.ConstrType]string{pg.ConstrType_CONSTR_PRIMARY: "primary key",
	pg.ConstrType_CONSTR_UNIQUE: "unique", pg.ConstrType_CONSTR_EXCLUSION: "exclusion"}

// keyName returns the written name if it is free, else the one the server chooses.
func (s *stmt) keyName(rel schema.ID, c *pg.Constraint, columns, label string) (string, error) {
	if c.Conname == "" {
		return s.relationName(rel.Schema, rel.Name, columns, label, true), nil
	}
	if err := s.freeRelation(rel.Schema, c.Conname, false, c.Location); err != nil {
		return "", err
	}
	return c.Conname, s.freeConstraint(rel, c.Conname, c.Location)
}

// putKey adds a key, and its copies to partitions. Columns of a primary key
// become NOT NULL.
func (s *stmt) putKey(rel schema.ID, key schema.Object, only bool) error {
	s.put(key)
	if pk, ok := key.(schema.PrimaryKey); ok {
		for _, name := range pk.Columns {
			if err := s.keyNotNull(rel, name, only); err != nil {
				return err
			}
		}
	}
	if only {
		return nil
	}
	for _, child := range s.partitions(rel) {
		if err := s.cloneKey(child, key); err != nil {
			return err
		}
	}
	return nil
}

// keyNotNull makes the column of a primary key NOT NULL. With ONLY the columns of
// partitions must be so already, and those of other children stay as they are.
func (s *stmt) keyNotNull(rel schema.ID, name string, only bool) error {
	c, _ := schema.Get[schema.Column](s.db, rel.In(schema.KindColumn, name))
	if only && !s.isPartitioned(rel) {
		if !c.NotNull && c.ID.Name != "" {
			c.NotNull = true
			s.put(c)
		}
		return nil
	}
	if only && !c.NotNull {
		for _, child := range s.children(rel) {
			if in, ok := schema.Get[schema.Column](s.db, child.In(schema.KindColumn, name)); ok && !in.NotNull {
				return hinted(s.fault(0, invalidTable, "constraint must be added to child tables too"), "do not write ONLY")
			}
		}
	}
	s.setNotNull(rel, name)
	return nil
}

// setNotNull marks the column and those of children NOT NULL.
func (s *stmt) setNotNull(rel schema.ID, name string) {
	if c, ok := schema.Get[schema.Column](s.db, rel.In(schema.KindColumn, name)); ok && !c.NotNull {
		c.NotNull = true
		s.put(c)
	}
	for _, child := range s.children(rel) {
		s.setNotNull(child, name)
	}
}

// cloneKey gives a partition its own form of the parent's key, unless it has one.
func (s *stmt) cloneKey(child schema.ID, key schema.Object) error {
	for _, part := range s.db.Parts(child) {
		if o, _ := s.db.Lookup(part); sameKey(o, key) {
			return nil
		}
	}
	if columns, _, ok := keyOf(key); ok {
		if err := s.judgePartitioned(child, columns, 0); err != nil {
			return err
		}
	}
	switch k := key.(type) {
	case schema.PrimaryKey:
		if _, ok := s.primaryKey(child); ok {
			return s.nameFault(child.Name, invalidTable, "multiple primary keys for table %q are not allowed", child.Name)
		}
		k.Header = s.header(child.In(schema.KindPrimaryKey, s.relationName(child.Schema, child.Name, "", "pkey", true)))
		k.Tablespace = s.spaceOf(child.Schema, k.Tablespace)
		return s.putKey(child, k, false)
	case schema.Unique:
		names := s.indexColumns(k.ID)
		k.Header = s.header(child.In(schema.KindUnique, s.relationName(child.Schema, child.Name, joinColumns(names), "key", true)))
		k.Tablespace = s.spaceOf(child.Schema, k.Tablespace)
		s.setNames(k.ID, names)
		return s.putKey(child, k, false)
	case schema.Exclusion:
		names := s.indexColumns(k.ID)
		k.Header = s.header(child.In(schema.KindExclusion, s.relationName(child.Schema, child.Name, joinColumns(names), "excl", true)))
		k.Tablespace = s.spaceOf(child.Schema, k.Tablespace)
		s.setNames(k.ID, names)
		k.Elements = slices.Clone(k.Elements)
		for i, e := range k.Elements {
			k.Elements[i].Expr = moveColumns(e.Expr, key.Address().Parent(), child)
		}
		k.Where = moveColumns(k.Where, key.Address().Parent(), child)
		return s.putKey(child, k, false)
	}
	return nil
}

// sameKey reports whether two keys are equal but for where and how their indexes are stored.
func sameKey(a, b schema.Object) bool {
	return len(schema.Fields(withoutStorage(a), withoutStorage(b))) == 0
}

func withoutStorage(key schema.Object) schema.Object {
	switch k := key.(type) {
	case schema.PrimaryKey:
		k.Options, k.Tablespace = nil, ""
		return k
	case schema.Unique:
		k.Options, k.Tablespace = nil, ""
		return k
	case schema.Exclusion:
		k.Options, k.Tablespace = nil, ""
		return k
	}
	return key
}

// distinctKeys puts the primary key first and merges keys that would make the
// same index, as the server does within one statement.
func distinctKeys(keys []*pg.Constraint) []*pg.Constraint {
	var out []*pg.Constraint
	for _, c := range keys {
		if c.Contype == pg.ConstrType_CONSTR_PRIMARY && c.Indexname == "" {
			out = append(out, c)
		}
	}
	for _, c := range keys {
		if c.Contype == pg.ConstrType_CONSTR_PRIMARY && c.Indexname == "" {
			continue
		}
		i := slices.IndexFunc(out, func(o *pg.Constraint) bool { return sameIndex(o, c) })
		if i < 0 {
			out = append(out, c)
		} else if out[i].Conname == "" {
			out[i].Conname = c.Conname
		}
	}
	return out
}

func sameIndex(a, b *pg.Constraint) bool {
	return a.Indexname == "" && b.Indexname == "" && slices.Equal(strs(a.Keys), strs(b.Keys)) &&
		slices.Equal(strs(a.Including), strs(b.Including)) && a.NullsNotDistinct == b.NullsNotDistinct &&
		a.Deferrable == b.Deferrable && a.Initdeferred == b.Initdeferred && proto.Equal(a.WhereClause, b.WhereClause) &&
		len(a.Exclusions) == 0 && len(b.Exclusions) == 0
}

// addExclusion adds an exclusion constraint.
func (s *stmt) addExclusion(rel schema.ID, c *pg.Constraint, only bool) error {
	x := schema.Exclusion{Method: firstOf(c.AccessMethod, "btree"), Include: strs(c.Including), Deferral: deferral(c),
		Options: reloptions(c.Options), Tablespace: s.spaceOf(rel.Schema, c.Indexspace)}
	if err := s.judgeMethod(x.Method, false, len(c.Exclusions), len(x.Include)); err != nil {
		return err
	}
	if x.Method == "gin" || x.Method == "brin" {
		return s.fault(c.Location, notSupported, "access method %q does not support exclusion constraints", x.Method)
	}
	for _, n := range c.Exclusions {
		items := n.GetList().GetItems()
		e, err := s.indexElement(rel, x.Method, items[0].GetIndexElem())
		if err != nil {
			return err
		}
		if err := s.judgeExcluding(rel, x.Method, e, items[1].GetList().GetItems(), c.Location); err != nil {
			return err
		}
		x.Elements = append(x.Elements, s.excluding(rel, e, items[1]))
	}
	if c.WhereClause != nil {
		where, err := s.expr(c.WhereClause, s.parenthesized(c.WhereClause, "WHERE"), scope{relation: rel, clause: canon.InIndexWhere})
		if err != nil {
			return err
		}
		x.Where = where
	}
	names := make([]string, 0, len(c.Exclusions))
	for _, n := range c.Exclusions {
		names = append(names, elementName(n.GetList().GetItems()[0].GetIndexElem()))
	}
	name, err := s.keyName(rel, c, joinColumns(uniqueColumns(append(names, x.Include...))), "excl")
	if err != nil {
		return err
	}
	x.Header = s.headerAt(rel.In(schema.KindExclusion, name), c.Location)
	return s.putKey(rel, x, only)
}

// excluding adds the operator to an element of an exclusion constraint.
func (s *stmt) excluding(rel schema.ID, e schema.IndexElement, n *pg.Node) schema.ExclusionElement {
	out := schema.ExclusionElement{IndexElement: e, Operator: operatorName(n)}
	if t, ok := s.columnType(rel, e.Column); ok {
		out.Operator, out.OperatorID = s.ownOperator(n, t)
	}
	return out
}

// ownOperator returns the name of an operator between two values of a type, and its
// address if it is one of the model.
func (s *stmt) ownOperator(n *pg.Node, t schema.Type) (string, schema.ID) {
	t.Modifier = ""
	if id, ok := s.findOperator(n.GetList().GetItems(), t, t); ok && id.Schema != "pg_catalog" {
		return id.Schema + "." + id.Name, id
	}
	return operatorName(n), schema.ID{}
}

// operatorName returns an operator's name, with its schema outside pg_catalog.
func operatorName(n *pg.Node) string {
	schemaName, name := qualified(n.GetList().GetItems())
	if schemaName == "pg_catalog" {
		schemaName = ""
	}
	return dotted(schemaName, name)
}

// addIndexConstraint runs ADD CONSTRAINT ... USING INDEX: the index becomes the constraint's.
func (s *stmt) addIndexConstraint(rel schema.ID, c *pg.Constraint) error {
	id := rel.In(schema.KindIndex, c.Indexname)
	x, ok := schema.Get[schema.Index](s.db, id)
	if s.isPartitioned(rel) {
		return s.fault(0, notSupported, "ALTER TABLE / ADD CONSTRAINT USING INDEX is not supported on partitioned tables")
	}
	if other, exists := s.db.Relation(rel.Schema, c.Indexname); !ok && exists && (other.Kind == schema.KindIndex || other.Kind.HasIndex()) {
		if other.Parent() == rel {
			return s.fault(c.Location, notInState, "index %q is already associated with a constraint", c.Indexname)
		}
		return s.fault(c.Location, notInState, "index %q does not belong to table %q", c.Indexname, rel.Name)
	}
	if !ok {
		return s.fault(c.Location, undefinedObject, "index %q does not exist", c.Indexname)
	}
	columns := uniqueColumnsOf(x)
	if columns == nil {
		return s.fault(c.Location, wrongObjectType, "index %q cannot become a constraint: it must be unique, over plain columns and without condition", c.Indexname)
	}
	for i, e := range x.Elements {
		if e.Desc || e.NullsFirst || e.OpClass != "" || e.Collation != "" || len(e.OpClassOptions) > 0 {
			return hinted(s.fault(c.Location, wrongObjectType, "index %q column number %d does not have default sorting behavior", c.Indexname, i+1),
				"make the index without direction, collation and operator class")
		}
	}
	name := firstOf(c.Conname, c.Indexname)
	if err := s.freeConstraint(rel, name, c.Location); err != nil {
		return err
	}
	comment, commented := schema.Get[schema.Comment](s.db, id.Comment())
	s.remove(id.Comment())
	s.remove(id)
	s.followIdentity(id, name)
	if err := s.freeRelation(rel.Schema, name, false, c.Location); err != nil {
		return err
	}
	var key schema.Object = schema.Unique{Header: s.headerAt(rel.In(schema.KindUnique, name), c.Location), Columns: columns, Include: x.Include,
		NullsNotDistinct: x.NullsNotDistinct, Deferral: deferral(c), Options: x.Options, Tablespace: x.Tablespace}
	if c.Contype == pg.ConstrType_CONSTR_PRIMARY {
		if _, ok := s.primaryKey(rel); ok {
			return s.fault(c.Location, invalidTable, "multiple primary keys for table %q are not allowed", rel.Name)
		}
		for _, column := range columns {
			s.setNotNull(rel, column)
		}
		key = schema.PrimaryKey{Header: s.headerAt(rel.In(schema.KindPrimaryKey, name), c.Location),
			Columns: columns, Include: x.Include, Deferral: deferral(c), Options: x.Options, Tablespace: x.Tablespace}
	}
	if err := s.putKey(rel, key, true); err != nil || !commented {
		return err
	}
	comment.ID = rel.In(schema.KindIndex, name).Comment() // it stays on the index
	s.put(comment)
	return nil
}

// alterKeyIndex runs ALTER INDEX on the index of a key: options and tablespace are the
// key's.
func (s *stmt) alterKeyIndex(id schema.ID, cmd *pg.AlterTableCmd, items []*pg.Node) error {
	o, _ := s.db.Lookup(id)
	switch cmd.Subtype {
	case pg.AlterTableType_AT_SetRelOptions, pg.AlterTableType_AT_ResetRelOptions, pg.AlterTableType_AT_SetTableSpace:
	case pg.AlterTableType_AT_SetStatistics:
		return s.fault(0, notSupported, "cannot alter statistics on a column of the index of %s, which is no expression", id)
	default:
		return s.fault(0, wrongObjectType, "ALTER action %s cannot be performed on the index of %s", subcommandName(cmd), id)
	}
	switch k := o.(type) {
	case schema.PrimaryKey:
		k.Options, k.Tablespace, _ = alterStored(cmd, items, k.Options, k.Tablespace)
		o = k
	case schema.Unique:
		k.Options, k.Tablespace, _ = alterStored(cmd, items, k.Options, k.Tablespace)
		o = k
	case schema.Exclusion:
		k.Options, k.Tablespace, _ = alterStored(cmd, items, k.Options, k.Tablespace)
		o = k
	}
	s.put(o)
	return nil
}
