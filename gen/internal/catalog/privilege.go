package catalog

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// roleRow is who reads, and who made the cluster.
type roleRow struct{ Session, Bootstrap string }

const roleQuery = `
select session_user::text, pg_catalog.pg_get_userbyid(10)::text`

// privilegeRow says who owns an object and what is granted on it; the list of
// grants is nil for the standard ones.
type privilegeRow struct {
	Class, Object uint32
	Column        int32
	Owner         string
	Grants        []string
}

// privilegeQuery reads owners and grants of all kinds of objects. The privileges of
// a composite type are those of its type, not of its entry as a relation.
const privilegeQuery = `
select x.class::oid, x.oid, x.col, pg_catalog.pg_get_userbyid(x.owner)::text, x.acl
from (
	select 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0, c.relowner, c.relacl::text[] from pg_catalog.pg_class c
		where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and c.relpersistence <> 't'
	union all select 'pg_catalog.pg_class'::pg_catalog.regclass, a.attrelid, a.attnum, c.relowner, a.attacl::text[]
		from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
		where a.attacl is not null and not a.attisdropped and a.attnum > 0
	union all select 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, 0, proowner, proacl::text[] from pg_catalog.pg_proc
	union all select 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0, t.typowner, t.typacl::text[] from pg_catalog.pg_type t
		where t.typtype <> 'c' or exists (select from pg_catalog.pg_class c where c.oid = t.typrelid and c.relkind = 'c')
	union all select 'pg_catalog.pg_namespace'::pg_catalog.regclass, oid, 0, nspowner, nspacl::text[] from pg_catalog.pg_namespace
	union all select 'pg_catalog.pg_language'::pg_catalog.regclass, oid, 0, lanowner, lanacl::text[] from pg_catalog.pg_language
	union all select 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, oid, 0, fdwowner, fdwacl::text[]
		from pg_catalog.pg_foreign_data_wrapper
	union all select 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, oid, 0, srvowner, srvacl::text[]
		from pg_catalog.pg_foreign_server
	union all select 'pg_catalog.pg_collation'::pg_catalog.regclass, oid, 0, collowner, null from pg_catalog.pg_collation
	union all select 'pg_catalog.pg_conversion'::pg_catalog.regclass, oid, 0, conowner, null from pg_catalog.pg_conversion
	union all select 'pg_catalog.pg_operator'::pg_catalog.regclass, oid, 0, oprowner, null from pg_catalog.pg_operator
	union all select 'pg_catalog.pg_opclass'::pg_catalog.regclass, oid, 0, opcowner, null from pg_catalog.pg_opclass
	union all select 'pg_catalog.pg_opfamily'::pg_catalog.regclass, oid, 0, opfowner, null from pg_catalog.pg_opfamily
	union all select 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, oid, 0, stxowner, null from pg_catalog.pg_statistic_ext
	union all select 'pg_catalog.pg_ts_config'::pg_catalog.regclass, oid, 0, cfgowner, null from pg_catalog.pg_ts_config
	union all select 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, oid, 0, dictowner, null from pg_catalog.pg_ts_dict
	union all select 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, oid, 0, evtowner, null from pg_catalog.pg_event_trigger
	union all select 'pg_catalog.pg_publication'::pg_catalog.regclass, oid, 0, pubowner, null from pg_catalog.pg_publication
	union all select 'pg_catalog.pg_subscription'::pg_catalog.regclass, oid, 0, subowner, null from pg_catalog.pg_subscription
		where subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
) x(class, oid, col, owner, acl)
where x.oid >= 16384 or x.class = 2615 and x.oid = 2200
order by x.class::oid, x.oid, x.col`

// privileges adds owners and grants. It must know all objects.
func (b *builder) privileges(o Options) {
	b.db.Reading = schema.Reading{Owner: b.usualOwner(o), Version: b.rows.version}
	for _, row := range b.rows.privileges {
		id, ok := b.commented(address{row.Class, row.Object}, row.Column)
		if !ok {
			continue
		}
		if row.Column == 0 && id.Kind.HasOwner() && b.setApart(id, row.Owner) {
			b.db.Put(schema.Owner{Header: schema.Header{ID: id.Ownership()}, Role: row.Owner})
		}
		if row.Grants == nil || schema.AllRights(id.Kind) == 0 {
			continue
		}
		if grants := b.grants(id, row.Owner, row.Grants); !slices.Equal(grants, schema.StandardGrants(id)) {
			b.db.Put(schema.Privileges{Header: schema.Header{ID: id.Privileges()}, Grants: grants})
		}
	}
}

// setApart reports whether the owner of an object is one that has to be said: not the
// usual one, not that of the table that a sequence belongs to, not the one that the
// schema public has from the start.
func (b *builder) setApart(id schema.ID, owner string) bool {
	if s, ok := schema.Get[schema.Sequence](b.db, id); ok && !s.OwnedBy.IsZero() {
		return false
	}
	fromStart := id == schema.NewSchema("public") &&
		(owner == schema.DatabaseOwner || b.rows.version < 15 && owner == b.rows.roles[0].Bootstrap)
	return owner != b.db.Reading.Owner && !fromStart
}

// usualOwner decides to whom objects belong of which the model says nothing: the one
// who owns pgen's history table, since he runs the migrations; else the one who
// reads, if any of the objects is his; else the one who owns most.
func (b *builder) usualOwner(o Options) string {
	session := b.rows.roles[0].Session
	if o.SessionOwner {
		return session
	}
	count := map[string]int{}
	for _, row := range b.rows.privileges {
		id, ok := b.commented(address{row.Class, row.Object}, row.Column)
		if !ok || row.Column != 0 || id == schema.NewSchema("public") {
			continue
		}
		if id.Kind == schema.KindTable && o.History != "" && id.Name == o.History {
			return row.Owner
		}
		if id.Kind.HasOwner() && o.wants(id) {
			count[row.Owner]++
		}
	}
	if count[session] > 0 || len(count) == 0 {
		return session
	}
	owners := slices.Collect(maps.Keys(count))
	slices.SortFunc(owners, func(x, y string) int { return cmp.Or(count[y]-count[x], strings.Compare(x, y)) })
	return owners[0]
}

// grants reads the server's list of grants on an object.
func (b *builder) grants(on schema.ID, owner string, list []string) []schema.Grant {
	var out []schema.Grant
	for _, text := range list {
		g := parseGrant(text)
		isOwner := func(role string) bool {
			// The owner of the database is one of those to whom the schema public belongs.
			return role == owner || on == schema.NewSchema("public") && role == b.db.Reading.Owner && b.db.RoleOf(on) == ""
		}
		if isOwner(g.Grantor) {
			g.Grantor = ""
		}
		switch {
		case g.Grantee == "":
			g.Grantee = schema.Public
		case isOwner(g.Grantee):
			g.Grantee = ""
		}
		out = schema.Granted(out, b.db.Reading.Canonical(on, g))
	}
	return out
}

// rightLetters are the privileges as the server abbreviates them.
var rightLetters = map[byte]schema.Rights{'r': schema.RightSelect, 'a': schema.RightInsert, 'w': schema.RightUpdate,
	'd': schema.RightDelete, 'D': schema.RightTruncate, 'x': schema.RightReferences, 't': schema.RightTrigger,
	'm': schema.RightMaintain, 'U': schema.RightUsage, 'C': schema.RightCreate, 'X': schema.RightExecute}

// parseGrant reads "grantee=arw*/grantor"; names with other than letters, digits and
// underscores stand in quotes, and nothing stands for PUBLIC.
func parseGrant(text string) schema.Grant {
	var g schema.Grant
	var rest string
	g.Grantee, rest = aclName(text)
	rest = strings.TrimPrefix(rest, "=")
	last := schema.Rights(0)
	i := 0
	for ; i < len(rest) && rest[i] != '/'; i++ {
		if rest[i] == '*' {
			g.Grantable |= last
			continue
		}
		last = rightLetters[rest[i]]
		g.Rights |= last
	}
	g.Grantor, _ = aclName(strings.TrimPrefix(rest[i:], "/"))
	return g
}

func aclName(text string) (name, rest string) {
	if !strings.HasPrefix(text, `"`) {
		i := strings.IndexAny(text, "=/")
		if i < 0 {
			i = len(text)
		}
		return text[:i], text[i:]
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		if text[i] == '"' {
			if i++; i >= len(text) || text[i] != '"' {
				return b.String(), text[i:]
			}
		}
		b.WriteByte(text[i])
	}
	return b.String(), ""
}
