package catalog

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type constraintRow struct {
	OID  uint32
	Name string
	// Type is pg_constraint's contype.
	Type                                          string
	Table, Domain, Index, Parent, ReferencedTable uint32
	Columns, ReferencedColumns, SetColumns        []int16
	OnUpdate, OnDelete, Match                     string
	Deferrable, Deferred, Validated, NoInherit    bool
	Local                                         bool
	Inherited                                     int32
	Expr                                          string
	// Operators are those of an exclusion constraint, qualified outside pg_catalog.
	Operators   []string
	OperatorIDs []uint32
	// Extra names what only newer servers know: WITHOUT OVERLAPS, NOT ENFORCED.
	Extra string
}

// constraintQuery leaves out named NOT NULL constraints (they are a property of
// the column) and constraint triggers (they are triggers).
func constraintQuery(version int) string {
	setColumns, extra := "null::int2[]", "''"
	if version >= 15 {
		setColumns = "c.confdelsetcols"
	}
	if version >= 18 {
		extra = "concat_ws(' and ', case when not c.conenforced then 'NOT ENFORCED' end, case when c.conperiod then 'WITHOUT OVERLAPS or PERIOD' end)"
	}
	return strings.NewReplacer("@set_columns", setColumns, "@extra", extra).Replace(`
select c.oid, c.conname, c.contype::text, c.conrelid, c.contypid, c.conindid, c.conparentid, c.confrelid,
	c.conkey, c.confkey, @set_columns, c.confupdtype::text, c.confdeltype::text, c.confmatchtype::text,
	c.condeferrable, c.condeferred, c.convalidated, c.connoinherit, c.conislocal, c.coninhcount::int4,
	coalesce(pg_catalog.pg_get_expr(c.conbin, c.conrelid), ''),
	case when c.contype = 'x' then array(
		select case when n.nspname = 'pg_catalog' then '' else n.nspname || '.' end || o.oprname
		from pg_catalog.unnest(c.conexclop) with ordinality e(oid, nr)
		join pg_catalog.pg_operator o on o.oid = e.oid
		join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
		order by e.nr) end, c.conexclop,
	@extra
from pg_catalog.pg_constraint c
where c.oid >= 16384 and c.contype in ('p', 'u', 'x', 'c', 'f')
order by c.conrelid, c.oid`)
}

func (b *builder) constraints() {
	tables := map[uint32]uint32{}
	for _, c := range b.rows.constraints {
		tables[c.OID] = c.Table
	}
	for _, c := range b.rows.constraints {
		rel, ok := b.relations[c.Table]
		// A foreign key to a partitioned table has one more row for each partition.
		if !ok || c.Parent != 0 && tables[c.Parent] == c.Table {
			continue
		}
		if c.Extra != "" {
			b.warn(rel.id, "%s of constraint %s on %s", c.Extra, c.Name, rel.id)
		}
		switch c.Type {
		case "p", "u":
			b.key(rel, c)
		case "x":
			b.exclusion(rel, c)
		case "c":
			b.check(rel, c)
		case "f":
			b.foreignKey(rel, c)
		}
	}
}

func (b *builder) key(rel *relation, c constraintRow) {
	x, ok := b.indexes[c.Index]
	if !ok {
		return
	}
	columns, include, at := rel.names(c.Columns), rel.names(x.included()), address{classConstraint, c.OID}
	if c.Type == "p" {
		b.put(at, schema.PrimaryKey{Header: schema.Header{ID: rel.id.In(schema.KindPrimaryKey, c.Name)}, Columns: columns,
			Include: include, Deferral: deferral(c.Deferrable, c.Deferred), Options: x.Options, Tablespace: x.Tablespace})
		return
	}
	b.put(at, schema.Unique{Header: schema.Header{ID: rel.id.In(schema.KindUnique, c.Name)}, Columns: columns,
		Include: include, NullsNotDistinct: x.NullsNotDistinct, Deferral: deferral(c.Deferrable, c.Deferred),
		Options: x.Options, Tablespace: x.Tablespace})
}

func deferral(deferrable, deferred bool) schema.Deferral {
	switch {
	case deferred:
		return schema.DeferrableInitiallyDeferred
	case deferrable:
		return schema.DeferrableInitiallyImmediate
	}
	return schema.NotDeferrable
}

func (b *builder) check(rel *relation, c constraintRow) {
	k := schema.Check{NoInherit: c.NoInherit, NotValid: !c.Validated, Inherited: !c.Local && c.Inherited > 0}
	k.ID = rel.id.In(schema.KindCheck, c.Name)
	b.put(address{classConstraint, c.OID}, k)
	b.later(func() {
		k.Expr = b.expr(rel.id, c.Expr)
		b.db.Put(k)
	})
}

func (b *builder) foreignKey(rel *relation, c constraintRow) {
	parent, ok := b.relations[c.ReferencedTable]
	if !ok {
		b.warn(rel.id, "foreign key %s on %s, which refers to a table of an extension", c.Name, rel.id)
		return
	}
	f := schema.ForeignKey{Columns: rel.names(c.Columns), Parent: parent.id, ParentColumns: parent.names(c.ReferencedColumns),
		OnDelete: action(c.OnDelete), OnUpdate: action(c.OnUpdate), SetColumns: rel.names(c.SetColumns),
		MatchFull: c.Match == "f", Deferral: deferral(c.Deferrable, c.Deferred), NotValid: !c.Validated}
	f.ID = rel.id.In(schema.KindForeignKey, c.Name)
	b.put(address{classConstraint, c.OID}, f)
}

func action(letter string) schema.Action {
	return map[string]schema.Action{"a": schema.NoAction, "r": schema.Restrict, "c": schema.Cascade,
		"n": schema.SetNull, "d": schema.SetDefault}[letter]
}

func (b *builder) exclusion(rel *relation, c constraintRow) {
	x, ok := b.indexes[c.Index]
	if !ok {
		return
	}
	e := schema.Exclusion{Method: x.Method, Include: rel.names(x.included()), Options: x.Options,
		Tablespace: x.Tablespace, Deferral: deferral(c.Deferrable, c.Deferred)}
	e.ID = rel.id.In(schema.KindExclusion, c.Name)
	b.put(address{classConstraint, c.OID}, e)
	b.later(func() {
		for i, element := range b.elementsOf(rel, x) {
			e.Elements = append(e.Elements, schema.ExclusionElement{IndexElement: element, Operator: c.Operators[i], OperatorID: b.ownOperator(c.OperatorIDs[i])})
		}
		e.Where = b.expr(rel.id, x.Predicate)
		b.db.Put(e)
	})
}
