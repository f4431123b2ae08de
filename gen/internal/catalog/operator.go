package catalog

import "github.com/pgen-go/pgen/gen/internal/schema"

type operatorRow struct {
	OID, Namespace              uint32
	Schema, Name                string
	Left, Right, Result         uint32
	Function, Commutator        uint32
	Negator, Restrict, JoinedBy uint32
	Hashes, Merges              bool
}

// operatorQuery reads the operators of the user, shells too, and those that operator
// families and constraints of the user speak of.
const operatorQuery = `
select o.oid, o.oprnamespace, n.nspname, o.oprname, o.oprleft, o.oprright, o.oprresult, o.oprcode::oid, o.oprcom, o.oprnegate,
	o.oprrest::oid, o.oprjoin::oid, o.oprcanhash, o.oprcanmerge
from pg_catalog.pg_operator o
join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
where o.oid >= 16384
	or o.oid in (select a.amopopr from pg_catalog.pg_amop a where a.oid >= 16384)
	or o.oid in (select pg_catalog.unnest(c.conexclop) from pg_catalog.pg_constraint c where c.contype = 'x')
	or o.oid in (select v.op from pg_catalog.pg_operator u, lateral (values (u.oprcom), (u.oprnegate)) v(op) where u.oid >= 16384)
order by o.oid`

// operators puts the operators of the user. Shells are no objects: they are where
// their partner says.
func (b *builder) operators() {
	for _, row := range b.rows.operators {
		b.operatorIDs[row.OID] = schema.ID{Kind: schema.KindOperator, Schema: row.Schema, Name: row.Name, Args: b.formatTypes(row.Left, row.Right)}
	}
	for _, row := range b.rows.operators {
		at := address{classOperator, row.OID}
		if _, ok := b.own(at, schema.KindOperator, row.Namespace, row.Name); !ok || row.Function == 0 || row.OID < firstOwn {
			continue
		}
		b.put(at, schema.Operator{Header: schema.Header{ID: b.operatorIDs[row.OID]}, Left: b.typeOf(row.Left, ""), Right: b.typeOf(row.Right, ""),
			Result: b.typeOf(row.Result, ""), Function: b.functionID(row.Function), Commutator: b.operatorIDs[row.Commutator],
			Negator: b.operatorIDs[row.Negator], Restrict: b.functionID(row.Restrict), Join: b.functionID(row.JoinedBy),
			Hashes: row.Hashes, Merges: row.Merges})
	}
}

// ownOperator returns the operator of an exclusion constraint if it is the user's.
func (b *builder) ownOperator(oid uint32) schema.ID { return b.ids[address{classOperator, oid}] }
