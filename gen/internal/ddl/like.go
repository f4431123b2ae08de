package ddl

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// The options of LIKE, as bits of TableLikeClause.Options.
const (
	likeComments = 1 << iota
	likeCompression
	likeConstraints
	likeDefaults
	likeGenerated
	likeIdentity
	likeIndexes
	likeStatistics
	likeStorage
)

// likeMark marks the identity clause that LIKE makes.
const likeMark = "like"

// likeDef is a LIKE clause whose columns were already taken over.
type likeDef struct {
	from    schema.ID
	options uint32
}

// readLike takes over the columns of LIKE.
func (s *stmt) readLike(d *tableDef, n *pg.TableLikeClause) error {
	from, ok := s.find(n.Relation)
	if !ok && canon.SystemRelation(firstOf(n.Relation.Schemaname, "pg_catalog"), n.Relation.Relname) {
		s.opaque(n.Relation.Location, "name the columns instead", "which columns %s has is decided by the version of the server", n.Relation.Relname)
		return nil
	}
	if !ok {
		return s.noRelation(n.Relation)
	}
	if s.sortOf(from)&(sortSequence|sortIndex) != 0 {
		return s.fault(n.Relation.Location, wrongObjectType, "relation %q is invalid in LIKE clause", from.Name)
	}
	has := func(bit uint32) bool { return n.Options&bit != 0 }
	for i, c := range s.likeColumns(from) {
		c.Header = s.header(d.table.ID.In(schema.KindColumn, c.ID.Name))
		inherited := slices.IndexFunc(d.columns, func(o columnDef) bool { return o.column.ID == c.ID })
		if inherited >= 0 && !d.columns[inherited].column.Inherited {
			return s.fault(n.Relation.Location, duplicateColumn, "column %q specified more than once", c.ID.Name)
		}
		c.Position, c.Inherited, c.Statistics, c.Options, c.ForeignOptions = i, false, -1, nil, nil
		def := columnDef{}
		if c.Identity != schema.IdentityNone && has(likeIdentity) {
			def.identity = s.likeIdentityOf(from.In(schema.KindColumn, c.ID.Name))
		} else {
			c.Identity = schema.IdentityNone
		}
		if !has(likeDefaults) {
			c.Default = schema.Expr{}
		}
		if c.Generated = moveColumns(c.Generated, from, d.table.ID); !has(likeGenerated) {
			c.Generated, c.Virtual = schema.Expr{}, false
		}
		if !has(likeStorage) {
			c.Storage = ""
		}
		if !has(likeCompression) {
			c.Compression = ""
		}
		def.column = c
		if inherited < 0 {
			d.columns = append(d.columns, def)
		} else if err := s.mergeLike(&d.columns[inherited], def, n.Relation.Location); err != nil {
			return err
		}
	}
	d.likes = append(d.likes, likeDef{from: from, options: n.Options})
	return nil
}

// likeColumns returns the columns of a table, view or composite type as columns of a table.
func (s *stmt) likeColumns(from schema.ID) []schema.Column {
	if from.Kind == schema.KindTable {
		return s.db.Columns(from)
	}
	var out []schema.Column
	for _, a := range s.db.Attributes(from) {
		out = append(out, schema.Column{Header: schema.Header{ID: from.In(schema.KindColumn, a.Name)}, Type: a.Type, Collation: a.Collation})
	}
	return out
}

// likeIdentityOf makes an identity clause with the options of a column's sequence.
func (s *stmt) likeIdentityOf(column schema.ID) *pg.Constraint {
	return &pg.Constraint{Contype: pg.ConstrType_CONSTR_IDENTITY, Options: sequenceNodes(s.db.Owned(column)), GeneratedWhen: likeMark}
}

// expandLike copies what LIKE includes besides columns, when the table is there.
func (s *stmt) expandLike(id schema.ID, l likeDef) error {
	if l.options&likeConstraints != 0 {
		for _, c := range schema.PartsOf[schema.Check](s.db, l.from) {
			comment := c.ID
			if c.NoInherit && s.isPartitioned(id) {
				return s.fault(0, invalidTable, "cannot add NO INHERIT constraint to partitioned table %q", id.Name)
			}
			c.Header = s.header(id.In(schema.KindCheck, c.ID.Name))
			c.Inherited, c.Expr = false, moveColumns(c.Expr, l.from, id)
			if err := s.putCheck(id, c, false); err != nil {
				return err
			}
			s.likeComment(l, comment, c.ID)
		}
	}
	if l.options&likeIndexes != 0 {
		if err := s.likeIndexes(id, l); err != nil {
			return err
		}
	}
	if l.options&likeStatistics != 0 {
		s.likeStatistics(id, l)
	}
	for _, c := range s.db.Columns(id) {
		s.likeComment(l, l.from.In(schema.KindColumn, c.ID.Name), c.ID)
	}
	return nil
}

// likeIndexes copies keys and indexes under names chosen anew.
func (s *stmt) likeIndexes(id schema.ID, l likeDef) error {
	for _, part := range s.db.Parts(l.from) {
		o, _ := s.db.Lookup(part)
		before := len(s.db.Parts(id))
		switch x := o.(type) {
		case schema.PrimaryKey, schema.Unique, schema.Exclusion:
			if err := s.copyKey(id, x); err != nil {
				return err
			}
		case schema.Index:
			s.copyIndex(id, x)
		default:
			continue
		}
		if parts := s.db.Parts(id); len(parts) > before {
			from, to := part, parts[before]
			from.Kind, to.Kind = schema.KindIndex, schema.KindIndex // of a key only what is said of its index
			s.likeComment(l, from, to)
		}
	}
	return nil
}

// copyKey copies a key; a second primary key is an error even if it is equal.
func (s *stmt) copyKey(id schema.ID, key schema.Object) error {
	if _, ok := s.primaryKey(id); ok && key.Address().Kind == schema.KindPrimaryKey {
		return s.nameFault(id.Name, invalidTable, "multiple primary keys for table %q are not allowed", id.Name)
	}
	return s.cloneKey(id, key)
}

func (s *stmt) copyIndex(id schema.ID, x schema.Index) {
	from := x.ID.Parent()
	x.Elements = slices.Clone(x.Elements)
	for i := range x.Elements {
		x.Elements[i].Expr = moveColumns(x.Elements[i].Expr, from, id)
	}
	x.Where, x.PartitionOf, x.Only = moveColumns(x.Where, from, id), schema.ID{}, false
	names := s.indexColumns(x.ID)
	name := s.relationName(id.Schema, id.Name, joinColumns(names), "idx", false)
	x.Header, x.Tablespace = s.header(id.In(schema.KindIndex, name)), s.spaceOf(id.Schema, x.Tablespace)
	s.put(x)
	s.setNames(x.ID, names)
}

func (s *stmt) likeComment(l likeDef, from, to schema.ID) {
	if c, ok := schema.Get[schema.Comment](s.db, from.Comment()); ok && l.options&likeComments != 0 {
		c.Header = s.header(to.Comment())
		s.put(c)
	}
}
