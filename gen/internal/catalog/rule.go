package catalog

import (
	"github.com/pgen-go/pgen/gen/internal/ddl"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

type ruleRow struct {
	OID, Relation             uint32
	Name, Enabled, Definition string
}

// ruleQuery leaves out the rules that make views.
const ruleQuery = `
select r.oid, r.ev_class, r.rulename, r.ev_enabled::text, pg_catalog.pg_get_ruledef(r.oid)
from pg_catalog.pg_rewrite r
where r.oid >= 16384 and r.rulename <> '_RETURN'
order by r.ev_class, r.oid`

func (b *builder) rules() {
	for _, row := range b.rows.rules {
		rel, ok := b.relations[row.Relation]
		at := address{classRewrite, row.OID}
		if _, member := b.members[at]; !ok || member {
			continue
		}
		r := schema.Rule{Enabled: row.Enabled[0]}
		r.ID = rel.id.In(schema.KindRule, row.Name)
		b.put(at, r)
		b.later(func() {
			read, err := ddl.ServerRule(b.db, rel.id, row.Definition)
			if err != nil {
				b.unreadable(r.ID, err)
				return
			}
			read.Header, read.Enabled = r.Header, r.Enabled
			b.db.Put(read)
		})
	}
}

// unreadable takes an object out of the model whose definition package ddl cannot
// read, and reports it.
func (b *builder) unreadable(id schema.ID, err error) {
	b.places = append(b.places, id)
	b.findings = append(b.findings, source.Diagnostic{Severity: source.Warning, Code: "server-text",
		Message: id.String() + " cannot be read: " + err.Error() + "; it is left out of the model",
		Hint:    "pgen neither compares nor changes it; keep it in a revision written by hand"})
	b.db.Delete(id)
}
