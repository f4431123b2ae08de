package catalog

import "github.com/pgen-go/pgen/gen/internal/schema"

type labelRow struct {
	Class, Object  uint32
	Column         int32
	Provider, Text string
}

// labelQuery reads security labels. Those of the whole server, on databases, roles and
// tablespaces, are no part of the model; a subscription is kept among them.
const labelQuery = `
select l.classoid, l.objoid, l.objsubid, l.provider, l.label from pg_catalog.pg_seclabel l
union all
select l.classoid, l.objoid, 0, l.provider, l.label from pg_catalog.pg_shseclabel l
where l.classoid = 'pg_catalog.pg_subscription'::pg_catalog.regclass
order by 1, 2, 3, 4`

func (b *builder) labels() {
	for _, row := range b.rows.labels {
		id, ok := b.commented(address{row.Class, row.Object}, row.Column)
		if !ok {
			continue
		}
		l, _ := schema.Get[schema.SecurityLabels](b.db, id.SecurityLabels())
		l.ID = id.SecurityLabels()
		b.db.Put(l.With(row.Provider, row.Text))
	}
}
