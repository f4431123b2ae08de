package catalog

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type familyRow struct {
	OID, Namespace       uint32
	Schema, Name, Method string
}

const familyQuery = `
select f.oid, f.opfnamespace, n.nspname, f.opfname, am.amname
from pg_catalog.pg_opfamily f
join pg_catalog.pg_am am on am.oid = f.opfmethod
join pg_catalog.pg_namespace n on n.oid = f.opfnamespace
order by f.oid`

type classRow struct {
	OID, Namespace        uint32
	Name, Method          string
	Family, Type, Storage uint32
	Default               bool
}

const classQuery = `
select o.oid, o.opcnamespace, o.opcname, am.amname, o.opcfamily, o.opcintype, o.opckeytype, o.opcdefault
from pg_catalog.pg_opclass o
join pg_catalog.pg_am am on am.oid = o.opcmethod
where o.oid >= 16384
order by o.oid`

// familyMemberRow is an operator or function of a family; Class is the class that
// owns it, or 0.
type familyMemberRow struct {
	Family, Class       uint32
	Function            bool
	Number              int16
	Left, Right, Object uint32
	OrderBy             uint32
}

const familyMemberQuery = `
select m.family, coalesce(d.refobjid, 0), m.class = 2603, m.number, m.lefttype, m.righttype, m.object, m.sortby
from (select 2602::oid, oid, amopfamily, amopstrategy, amoplefttype, amoprighttype, amopopr, amopsortfamily from pg_catalog.pg_amop where oid >= 16384
	union all select 2603, oid, amprocfamily, amprocnum, amproclefttype, amprocrighttype, amproc::oid, 0 from pg_catalog.pg_amproc where oid >= 16384
) m(class, oid, family, number, lefttype, righttype, object, sortby)
left join pg_catalog.pg_depend d on d.classid = m.class and d.objid = m.oid and d.refclassid = 2616 and d.deptype = 'i'`

// operatorClasses puts families and classes of the user with their members.
func (b *builder) operatorClasses() {
	families := map[uint32]schema.ID{}
	for _, row := range b.rows.families {
		families[row.OID] = schema.ID{Kind: schema.KindOperatorFamily, Schema: row.Schema, Name: row.Name, Args: row.Method}
	}
	loose, owned := map[uint32][]schema.FamilyMember{}, map[uint32][]schema.FamilyMember{}
	for _, row := range b.rows.familyMembers {
		if b.isBrought(row) {
			continue
		}
		m := schema.FamilyMember{Number: int(row.Number), Left: b.typeOf(row.Left, ""), Right: b.typeOf(row.Right, ""),
			Object: b.operatorIDs[row.Object], OrderBy: families[row.OrderBy]}
		if row.Function {
			m.Object = b.functionID(row.Object)
		}
		if row.Class != 0 {
			owned[row.Class] = append(owned[row.Class], m)
		} else {
			loose[row.Family] = append(loose[row.Family], m)
		}
	}
	for _, row := range b.rows.families {
		at := address{classFamily, row.OID}
		if members := loose[row.OID]; row.OID < firstOwn && len(members) > 0 && row.Schema == "pg_catalog" {
			b.put(at, schema.OperatorFamily{Header: schema.Header{ID: families[row.OID]}, Members: sortedMembers(members)})
		}
		if _, ok := b.own(at, schema.KindOperatorFamily, row.Namespace, row.Name); ok && row.OID >= firstOwn {
			b.put(at, schema.OperatorFamily{Header: schema.Header{ID: families[row.OID]}, Members: sortedMembers(loose[row.OID])})
		}
	}
	for _, row := range b.rows.classes {
		at := address{classOpclass, row.OID}
		id, ok := b.own(at, schema.KindOperatorClass, row.Namespace, row.Name)
		if !ok {
			continue
		}
		id.Args = row.Method
		b.put(at, schema.OperatorClass{Header: schema.Header{ID: id}, Family: families[row.Family], Type: b.typeOf(row.Type, ""),
			Storage: b.typeOf(row.Storage, ""), Default: row.Default, Members: sortedMembers(owned[row.OID])})
	}
}

// sortedMembers puts operators before functions, each by number and types.
func sortedMembers(members []schema.FamilyMember) []schema.FamilyMember {
	slices.SortFunc(members, func(x, y schema.FamilyMember) int {
		return cmp.Or(-cmp.Compare(x.Object.Kind, y.Object.Kind), cmp.Compare(x.Number, y.Number),
			strings.Compare(schema.FormatTypes(x.Left, x.Right), schema.FormatTypes(y.Left, y.Right)))
	})
	return members
}

// isOwnClass reports whether the operator class is one of the user's.
func (b *builder) isOwnClass(oid uint32) bool {
	_, ok := b.ids[address{classOpclass, oid}]
	return ok
}

// isBrought reports whether the operator or function of a member is an extension's, which
// then has made the member, too.
func (b *builder) isBrought(row familyMemberRow) bool {
	class := uint32(classOperator)
	if row.Function {
		class = classProc
	}
	_, ok := b.members[address{class, row.Object}]
	return ok && row.Class == 0
}
