package plpgsql

import (
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

func ruleRows(_ *schema.Database, o schema.Object) []Row {
	id := o.Address()
	if id.Kind != schema.KindRule {
		return nil
	}
	return one("schemaname", id.Schema, "tablename", id.Relation, "rulename", id.Name, "ev_class", ClassOID(id.Schema, id.Relation))
}

func statisticsRows(_ *schema.Database, o schema.Object) []Row {
	x, ok := o.(schema.Statistics)
	if !ok {
		return nil
	}
	return one("stxname", x.ID.Name, "stxnamespace", NamespaceOID(x.ID.Schema), "stxrelid", ClassOID(x.Table.Schema, x.Table.Name))
}

func eventTriggerRows(_ *schema.Database, o schema.Object) []Row {
	t, ok := o.(schema.EventTrigger)
	if !ok {
		return nil
	}
	return one("evtname", t.ID.Name, "evtevent", t.Event, "evtenabled", string(t.Enabled))
}

func publicationRows(_ *schema.Database, o schema.Object) []Row {
	p, ok := o.(schema.Publication)
	if !ok {
		return nil
	}
	return one("oid", oidMark+"publication:"+p.ID.Name, "pubname", p.ID.Name, "puballtables", flag(p.AllTables))
}

func publishedRows(db *schema.Database, o schema.Object) []Row {
	p, ok := o.(schema.Publication)
	if !ok {
		return nil
	}
	var out []Row
	for t := range schema.AllOf[schema.Table](db) {
		whole := p.AllTables && t.Persistence == schema.Permanent && t.Server.IsZero() && t.PartitionBy.IsZero()
		member := slices.ContainsFunc(p.Tables, func(m schema.PublicationTable) bool { return m.Table == t.ID })
		if whole || member || slices.Contains(p.Schemas, schema.NewSchema(t.ID.Schema)) {
			out = append(out, one("pubname", p.ID.Name, "schemaname", t.ID.Schema, "tablename", t.ID.Name)...)
		}
	}
	return out
}

func publicationMemberRows(_ *schema.Database, o schema.Object) []Row {
	p, ok := o.(schema.Publication)
	if !ok {
		return nil
	}
	var out []Row
	for _, t := range p.Tables {
		out = append(out, one("prpubid", oidMark+"publication:"+p.ID.Name, "prrelid", ClassOID(t.Table.Schema, t.Table.Name))...)
	}
	return out
}

// wrapperRows lists wrappers, also those that extensions bring, which are called as
// their extension is.
func wrapperRows(_ *schema.Database, o schema.Object) []Row {
	id := o.Address()
	switch {
	case id.Kind == schema.KindForeignDataWrapper, id.Kind == schema.KindExtension && strings.HasSuffix(id.Name, "_fdw"):
		return one("oid", oidMark+"wrapper:"+id.Name, "fdwname", id.Name)
	}
	return nil
}

func serverRows(_ *schema.Database, o schema.Object) []Row {
	s, ok := o.(schema.Server)
	if !ok {
		return nil
	}
	return one("oid", oidMark+"server:"+s.ID.Name, "srvname", s.ID.Name, "srvfdw", oidMark+"wrapper:"+s.WrapperName,
		"srvtype", s.Type, "srvversion", s.ServerVersion)
}

func mappingRows(_ *schema.Database, o schema.Object) []Row {
	id := o.Address()
	switch {
	case id.Kind != schema.KindUserMapping:
		return nil
	case id.Name == "": // of the role that runs this, whose name nobody knows
		return one(Others, "")
	}
	return one("srvname", id.Args, "srvid", oidMark+"server:"+id.Args, "usename", id.Name)
}

func foreignTableRows(_ *schema.Database, o schema.Object) []Row {
	t, ok := o.(schema.Table)
	if !ok || t.Server.IsZero() {
		return nil
	}
	return one("ftrelid", ClassOID(t.ID.Schema, t.ID.Name), "ftserver", oidMark+"server:"+t.Server.Name,
		"foreign_table_schema", t.ID.Schema, "foreign_table_name", t.ID.Name, "foreign_server_name", t.Server.Name)
}

func subscriptionRows(_ *schema.Database, o schema.Object) []Row {
	x, ok := o.(schema.Subscription)
	if !ok {
		return nil
	}
	rows := one("oid", oidMark+"subscription:"+x.ID.Name, "subname", x.ID.Name, "subenabled", flag(x.Enabled), "subslotname", x.Slot)
	if x.Slot == "" {
		rows[0]["subslotname"] = Null
	}
	return rows
}
