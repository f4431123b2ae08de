package catalog

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type enumRow struct {
	OID, Namespace uint32
	Name           string
	Labels         []string
}

const enumQuery = `
select t.oid, t.typnamespace, t.typname,
	array(select e.enumlabel::text from pg_catalog.pg_enum e where e.enumtypid = t.oid order by e.enumsortorder)
from pg_catalog.pg_type t
where t.typtype = 'e' and t.oid >= 16384`

func (b *builder) enums() {
	for _, r := range b.rows.enums {
		at := address{classType, r.OID}
		if id, ok := b.own(at, schema.KindEnum, r.Namespace, r.Name); ok {
			b.put(at, schema.Enum{Header: schema.Header{ID: id}, Labels: r.Labels})
		}
	}
}

type domainRow struct {
	OID, Namespace uint32
	Name           string
	Base           uint32
	Formatted      string
	Collation      uint32
	Default        string
	NotNull        bool
}

const domainQuery = `
select t.oid, t.typnamespace, t.typname, t.typbasetype,
	case when t.typtypmod >= 0 then pg_catalog.format_type(t.typbasetype, t.typtypmod) else '' end,
	case when t.typcollation <> base.typcollation then t.typcollation else 0::oid end,
	coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), ''), t.typnotnull
from pg_catalog.pg_type t
join pg_catalog.pg_type base on base.oid = t.typbasetype
where t.typtype = 'd' and t.oid >= 16384`

func (b *builder) domains() {
	checks := map[uint32][]constraintRow{}
	for _, c := range b.rows.constraints {
		if c.Domain != 0 && c.Type == "c" {
			checks[c.Domain] = append(checks[c.Domain], c)
		}
	}
	for _, r := range b.rows.domains {
		at := address{classType, r.OID}
		id, ok := b.own(at, schema.KindDomain, r.Namespace, r.Name)
		if !ok {
			continue
		}
		d := schema.Domain{Header: schema.Header{ID: id}, Base: b.typeOf(r.Base, r.Formatted),
			Collation: b.collations[r.Collation], NotNull: r.NotNull}
		b.put(at, d)
		for _, c := range checks[r.OID] {
			b.ids[address{classConstraint, c.OID}] = id.In(schema.KindCheck, c.Name)
		}
		b.later(func() {
			d.Default = b.assigned(id, d.Base, r.Default)
			for _, c := range checks[r.OID] {
				d.Checks = append(d.Checks, schema.DomainCheck{Name: c.Name, Expr: b.domainCheck(d, c.Expr), NotValid: !c.Validated})
			}
			slices.SortFunc(d.Checks, func(x, y schema.DomainCheck) int { return strings.Compare(x.Name, y.Name) })
			b.db.Put(d)
		})
	}
}

type rangeRow struct {
	OID, Namespace         uint32
	Name                   string
	Subtype                uint32
	Multirange             string
	OpClass                uint32
	Canonical, SubtypeDiff uint32
	Collation              uint32
}

// rangeQuery gives the collation only where it is not the subtype's own.
const rangeQuery = `
select t.oid, t.typnamespace, t.typname, r.rngsubtype, m.typname,
	r.rngsubopc,
	r.rngcanonical::oid, r.rngsubdiff::oid,
	case when r.rngcollation <> s.typcollation then r.rngcollation else 0::oid end
from pg_catalog.pg_range r
join pg_catalog.pg_type t on t.oid = r.rngtypid
join pg_catalog.pg_type s on s.oid = r.rngsubtype
join pg_catalog.pg_type m on m.oid = r.rngmultitypid
where t.oid >= 16384`

func (b *builder) ranges() {
	for _, r := range b.rows.ranges {
		at := address{classType, r.OID}
		id, ok := b.own(at, schema.KindRange, r.Namespace, r.Name)
		if !ok {
			continue
		}
		x := schema.Range{Header: schema.Header{ID: id}, Subtype: b.typeOf(r.Subtype, ""), Multirange: r.Multirange,
			Collation: b.collations[r.Collation]}
		b.put(at, x)
		b.later(func() {
			x.Canonical, x.Difference = b.functionID(r.Canonical), b.functionID(r.SubtypeDiff)
			if class := b.opclasses[r.OpClass]; !class.Default || b.isOwnClass(class.OID) {
				x.OpClass = qualified(class.Schema, class.Name)
			}
			b.db.Put(x)
		})
	}
}
