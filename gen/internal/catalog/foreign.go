package catalog

import "github.com/pgen-go/pgen/gen/internal/schema"

type wrapperRow struct {
	OID                                                        uint32
	Name                                                       string
	Handler, Validator                                         uint32
	HandlerSchema, HandlerName, ValidatorSchema, ValidatorName string
	Options                                                    []string
}

const wrapperQuery = `
select w.oid, w.fdwname, w.fdwhandler, w.fdwvalidator, coalesce(hn.nspname, ''), coalesce(h.proname, ''),
	coalesce(vn.nspname, ''), coalesce(v.proname, ''), w.fdwoptions
from pg_catalog.pg_foreign_data_wrapper w
left join pg_catalog.pg_proc h on h.oid = w.fdwhandler
left join pg_catalog.pg_namespace hn on hn.oid = h.pronamespace
left join pg_catalog.pg_proc v on v.oid = w.fdwvalidator
left join pg_catalog.pg_namespace vn on vn.oid = v.pronamespace
order by w.oid`

type serverRow struct {
	OID, Wrapper        uint32
	Name, Type, Version string
	Options             []string
}

const serverQuery = `
select s.oid, s.srvfdw, s.srvname, coalesce(s.srvtype, ''), coalesce(s.srvversion, ''), s.srvoptions
from pg_catalog.pg_foreign_server s
order by s.oid`

type mappingRow struct {
	OID, Server uint32
	Role        string
	Options     []string
}

// mappingQuery reads user mappings; the options of those that the reader may not see
// come empty.
const mappingQuery = `
select m.umid, m.srvid, m.usename, m.umoptions
from pg_catalog.pg_user_mappings m
order by m.umid`

type foreignRow struct {
	Relation, Server uint32
	// Column is 0 for the options of the table itself.
	Column  int16
	Options []string
}

const foreignQuery = `
select t.ftrelid, t.ftserver, 0::int2, t.ftoptions from pg_catalog.pg_foreign_table t
union all
select a.attrelid, 0::oid, a.attnum, a.attfdwoptions from pg_catalog.pg_attribute a
where a.attfdwoptions is not null and not a.attisdropped`

// foreignData puts wrappers and servers, which foreign tables need.
func (b *builder) foreignData() {
	wrappers := map[uint32]wrapperRow{}
	for _, row := range b.rows.wrappers {
		wrappers[row.OID] = row
		at := address{classWrapper, row.OID}
		if _, member := b.members[at]; member {
			continue
		}
		w := schema.ForeignDataWrapper{}
		w.ID = schema.ID{Kind: schema.KindForeignDataWrapper, Name: row.Name}
		w.Options, w.Secrets = schema.SplitSecrets(row.Options)
		b.put(at, w)
		b.later(func() {
			if row.Handler != 0 {
				w.Handler = b.function(row.Handler, row.HandlerSchema, row.HandlerName)
			}
			if row.Validator != 0 {
				w.Validator = b.function(row.Validator, row.ValidatorSchema, row.ValidatorName)
				w.Validator.Args = "text[],oid"
			}
			b.db.Put(w)
		})
	}
	for _, row := range b.rows.servers {
		at := address{classServer, row.OID}
		if _, member := b.members[at]; member {
			continue
		}
		x := schema.Server{WrapperName: wrappers[row.Wrapper].Name, Type: row.Type, ServerVersion: row.Version}
		x.ID = schema.ID{Kind: schema.KindServer, Name: row.Name}
		x.Options, x.Secrets = schema.SplitSecrets(row.Options)
		x.Wrapper = schema.ID{Kind: schema.KindForeignDataWrapper, Name: x.WrapperName}
		if extension, member := b.members[address{classWrapper, row.Wrapper}]; member {
			x.Wrapper = schema.ID{Kind: schema.KindExtension, Name: extension}
		}
		b.put(at, x)
	}
}

// userMappings puts the mappings; that of the usual owner has no role of its own.
func (b *builder) userMappings() {
	for _, row := range b.rows.mappings {
		server, ok := b.ids[address{classServer, row.Server}]
		at := address{classUserMapping, row.OID}
		if _, member := b.members[at]; member || !ok {
			continue
		}
		role := row.Role
		if role == b.db.Reading.Owner {
			role = ""
		}
		m := schema.UserMapping{Header: schema.Header{ID: schema.NewUserMapping(server.Name, role)}}
		m.Options, m.Secrets = schema.SplitSecrets(row.Options)
		b.put(at, m)
	}
}

// foreignTable fills in what only a foreign table and its columns have.
func (b *builder) foreignTable(t *schema.Table, oid uint32) {
	for _, row := range b.rows.foreign {
		if row.Relation != oid || row.Column != 0 {
			continue
		}
		t.Server = b.ids[address{classServer, row.Server}]
		t.ForeignOptions, t.Secrets = schema.SplitSecrets(row.Options)
	}
}

// columnOptions returns the options of a column of a foreign table.
func (b *builder) columnOptions(relation uint32, column int16) []string {
	for _, row := range b.rows.foreign {
		if row.Relation == relation && row.Column == column {
			kept, _ := schema.SplitSecrets(row.Options)
			return kept
		}
	}
	return nil
}
