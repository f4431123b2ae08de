package plpgsql

import (
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// Rows answers [Catalog] from a model: the rows that the catalog relation has for
// the objects in it. It returns false for relations that the model does not
// cover, such as pg_roles and the tables of the user.
func Rows(db *schema.Database, relation string) ([]Row, bool) {
	make, ok := relations[relation]
	if !ok {
		return nil, false
	}
	var out []Row
	for o := range db.All() {
		out = append(out, make(db, o)...)
	}
	return out, true
}

// relations gives the rows of one object in each catalog relation.
var relations = map[string]func(*schema.Database, schema.Object) []Row{
	ownedSequences:  ownedSequenceRows,
	comments:        commentRows,
	routineTexts:    routineTextRows,
	"pg_namespace":  namespaceRows,
	"pg_class":      classRows,
	"pg_type":       typeRows,
	"pg_enum":       enumRows,
	"pg_attribute":  attributeRows,
	"pg_constraint": constraintRows,
	"pg_index":      indexRows,
	"pg_indexes":    indexNameRows,
	"pg_tables":     tableNameRows,
	"pg_views":      viewNameRows,
	"pg_matviews":   matviewNameRows,
	"pg_sequences":  sequenceNameRows,
	"pg_extension":  extensionRows,
	"pg_proc":       routineRows,
	"pg_trigger":    triggerRows,
	"pg_policies":   policyRows,
	"pg_policy":     policyRows,

	"pg_rules":                   ruleRows,
	"pg_statistic_ext":           statisticsRows,
	"pg_event_trigger":           eventTriggerRows,
	"pg_publication":             publicationRows,
	"pg_publication_rel":         publicationMemberRows,
	"pg_subscription":            subscriptionRows,
	"information_schema.domains": domainsRows,
	"pg_inherits":                inheritRows,
	"pg_rewrite":                 rewriteRows,
	"pg_depend":                  dependRows,
	"pg_publication_tables":      publishedRows,
	"pg_foreign_data_wrapper":    wrapperRows,
	"pg_foreign_server":          serverRows,
	"pg_user_mappings":           mappingRows,
	"pg_foreign_table":           foreignTableRows,

	"information_schema.schemata":                schemataRows,
	"information_schema.tables":                  tablesRows,
	"information_schema.views":                   viewsRows,
	"information_schema.columns":                 columnsRows,
	"information_schema.table_constraints":       tableConstraintRows,
	"information_schema.constraint_column_usage": constraintColumnRows,
	"information_schema.key_column_usage":        keyColumnRows,
	"information_schema.referential_constraints": referentialRows,
	"information_schema.sequences":               sequencesRows,
	"information_schema.routines":                routinesRows,
	"information_schema.triggers":                triggersRows,
}

func one(cells ...string) []Row {
	row := Row{}
	for i := 0; i < len(cells); i += 2 {
		row[cells[i]] = cells[i+1]
	}
	return []Row{row}
}

func flag(b bool) string {
	if b {
		return "t"
	}
	return "f"
}

func namespaceRows(_ *schema.Database, o schema.Object) []Row {
	if id := o.Address(); id.Kind == schema.KindSchema {
		return one("oid", NamespaceOID(id.Name), "nspname", id.Name)
	}
	return nil
}

func schemataRows(_ *schema.Database, o schema.Object) []Row {
	if id := o.Address(); id.Kind == schema.KindSchema {
		return one("schema_name", id.Name)
	}
	return nil
}

func classRow(id schema.ID, kind string) []Row {
	return one("oid", ClassOID(id.Schema, id.Name), "relname", id.Name, "relnamespace", NamespaceOID(id.Schema), "relkind", kind,
		"relispartition", "f", "relrowsecurity", "f", "relforcerowsecurity", "f")
}

func classRows(db *schema.Database, o schema.Object) []Row {
	id := o.Address()
	switch x := o.(type) {
	case schema.Table:
		rows := classRow(id, "r")
		if !x.PartitionBy.IsZero() {
			rows = classRow(id, "p")
		}
		if !x.Server.IsZero() {
			rows = classRow(id, "f")
		}
		rows[0]["relispartition"] = flag(!x.PartitionOf.IsZero())
		rows[0]["relrowsecurity"], rows[0]["relforcerowsecurity"] = flag(x.RowSecurity), flag(x.ForceRowSecurity)
		rows[0]["relpersistence"] = persistenceLetter(x.Persistence)
		rows[0]["reltype"] = TypeOID(id.Schema, id.Name)
		return rows
	case schema.Index:
		rows := classRow(id, "i")
		delete(rows[0], "relispartition") // nor is it told whether it is one of a partition
		return rows
	case schema.PrimaryKey, schema.Unique, schema.Exclusion:
		return classRow(id, "i")
	}
	kinds := map[schema.Kind]string{schema.KindSequence: "S", schema.KindView: "v", schema.KindMaterializedView: "m", schema.KindComposite: "c"}
	if kind, ok := kinds[id.Kind]; ok {
		return classRow(id, kind)
	}
	return nil
}

func persistenceLetter(p schema.Persistence) string {
	return map[schema.Persistence]string{schema.Permanent: "p", schema.Unlogged: "u", schema.Temporary: "t"}[p]
}

func typeRows(_ *schema.Database, o schema.Object) []Row {
	id := o.Address()
	kinds := map[schema.Kind]string{schema.KindEnum: "e", schema.KindDomain: "d", schema.KindComposite: "c", schema.KindRange: "r",
		schema.KindTable: "c", schema.KindView: "c", schema.KindMaterializedView: "c"}
	kind, ok := kinds[id.Kind]
	if !ok {
		return nil
	}
	name := "_" + id.Name
	if len(name) > 63 {
		name = name[:63]
	}
	row := func(name, kind, category string) []Row {
		return one("oid", TypeOID(id.Schema, name), "typname", name, "typnamespace", NamespaceOID(id.Schema), "typtype", kind, "typcategory", category)
	}
	category := map[string]string{"e": "E", "c": "C", "r": "R"}[kind]
	rows := append(row(id.Name, kind, category), row(name, "b", "A")...)
	if category == "" {
		delete(rows[0], "typcategory")
	}
	rows[0]["typarray"], rows[0]["typelem"], rows[1]["typelem"] = TypeOID(id.Schema, name), "0", TypeOID(id.Schema, id.Name)
	rows[0]["typrelid"], rows[1]["typrelid"] = "0", "0"
	if kind == "c" {
		rows[0]["typrelid"] = ClassOID(id.Schema, id.Name)
	}
	return rows
}

func enumRows(_ *schema.Database, o schema.Object) []Row {
	e, ok := o.(schema.Enum)
	if !ok {
		return nil
	}
	var out []Row
	for i, label := range e.Labels {
		out = append(out, one("enumtypid", TypeOID(e.ID.Schema, e.ID.Name), "enumlabel", label, "enumsortorder", strconv.Itoa(i+1))...)
	}
	return out
}

func attributeRows(db *schema.Database, o schema.Object) []Row {
	switch x := o.(type) {
	case schema.View:
		return partRows(x.ID, x.Columns)
	case schema.Composite:
		return partRows(x.ID, x.Attributes)
	}
	c, ok := o.(schema.Column)
	if !ok {
		return nil
	}
	return one("attrelid", ClassOID(c.ID.Schema, c.ID.Relation), "attname", c.ID.Name, "attnum", strconv.Itoa(c.Position),
		"attnotnull", flag(c.NotNull), "attisdropped", "f", "atthasdef", flag(!c.Default.IsZero() || !c.Generated.IsZero()),
		"attidentity", [...]string{"", "a", "d"}[c.Identity], "atttypid", TypeOID(c.Type.Schema, c.Type.Name))
}

// partRows are the columns of a view or composite type.
func partRows(of schema.ID, list []schema.Attribute) []Row {
	var out []Row
	for i, a := range list {
		out = append(out, one("attrelid", ClassOID(of.Schema, of.Name), "attname", a.Name, "attnum", strconv.Itoa(i+1),
			"attnotnull", "f", "attisdropped", "f", "atthasdef", "f", "attidentity", "")...)
		if !a.Type.IsZero() {
			out[i]["atttypid"] = TypeOID(a.Type.Schema, a.Type.Name)
		}
	}
	return out
}

// constraintLetters are pg_constraint's contype and information_schema's words.
var constraintLetters = map[schema.Kind][2]string{
	schema.KindPrimaryKey: {"p", "PRIMARY KEY"}, schema.KindUnique: {"u", "UNIQUE"}, schema.KindCheck: {"c", "CHECK"},
	schema.KindForeignKey: {"f", "FOREIGN KEY"}, schema.KindExclusion: {"x", ""},
}

func constraintRows(db *schema.Database, o schema.Object) []Row {
	id := o.Address()
	letters, ok := constraintLetters[id.Kind]
	if d, isDomain := o.(schema.Domain); isDomain {
		var out []Row
		for _, c := range d.Checks {
			out = append(out, one("conname", c.Name, "contype", "c", "connamespace", NamespaceOID(id.Schema), "conrelid", "0", "conindid", "0",
				"contypid", TypeOID(id.Schema, id.Name))...)
		}
		return out
	}
	if t, isTrigger := o.(schema.Trigger); isTrigger && t.Constraint {
		letters, ok = [2]string{"t"}, true
	}
	if !ok {
		return nil
	}
	rows := one("oid", constraintOID(id), "conname", id.Name, "contype", letters[0], "connamespace", NamespaceOID(id.Schema),
		"conrelid", ClassOID(id.Schema, id.Relation), "confrelid", "0", "contypid", "0")
	switch c := o.(type) {
	case schema.ForeignKey:
		rows[0]["confrelid"] = ClassOID(c.Parent.Schema, c.Parent.Name)
		rows[0]["convalidated"] = flag(!c.NotValid)
		rows[0]["confdeltype"] = [...]string{"a", "r", "c", "n", "d"}[c.OnDelete]
		rows[0]["confupdtype"] = [...]string{"a", "r", "c", "n", "d"}[c.OnUpdate]
		if index, ok := keyOf(db, c); ok {
			rows[0]["conindid"] = index
		}
	case schema.Check:
		rows[0]["convalidated"], rows[0]["conindid"] = flag(!c.NotValid), "0"
	case schema.Trigger:
		rows[0]["convalidated"], rows[0]["conindid"] = "t", "0"
	default:
		rows[0]["convalidated"] = "t"
		rows[0]["conindid"] = ClassOID(id.Schema, id.Name)
	}
	describe(db, rows[0], o)
	return rows
}

func indexRows(_ *schema.Database, o schema.Object) []Row {
	id := o.Address()
	row := func(unique, primary, valid bool) []Row {
		return one("indexrelid", ClassOID(id.Schema, id.Name), "indrelid", ClassOID(id.Schema, id.Relation),
			"indisunique", flag(unique), "indisprimary", flag(primary), "indisvalid", flag(valid), "indisready", flag(valid))
	}
	switch x := o.(type) {
	case schema.Index:
		return row(x.Unique, false, !x.Invalid)
	case schema.PrimaryKey:
		return row(true, true, true)
	case schema.Unique:
		return row(true, false, true)
	case schema.Exclusion:
		return row(false, false, true)
	}
	return nil
}

func indexNameRows(db *schema.Database, o schema.Object) []Row {
	id := o.Address()
	if id.Kind != schema.KindIndex && !id.Kind.HasIndex() {
		return nil
	}
	rows := one("schemaname", id.Schema, "tablename", id.Relation, "indexname", id.Name)
	describeIndex(db, rows[0], o)
	return rows
}

func tableNameRows(_ *schema.Database, o schema.Object) []Row {
	if t, ok := o.(schema.Table); ok && t.Server.IsZero() {
		return one("schemaname", t.ID.Schema, "tablename", t.ID.Name)
	}
	return nil
}

func viewNameRows(_ *schema.Database, o schema.Object) []Row {
	if id := o.Address(); id.Kind == schema.KindView {
		return one("oid", ClassOID(id.Schema, id.Name), "schemaname", id.Schema, "viewname", id.Name, "definition", viewText(o))
	}
	return nil
}

func matviewNameRows(_ *schema.Database, o schema.Object) []Row {
	if id := o.Address(); id.Kind == schema.KindMaterializedView {
		v, _ := o.(schema.View)
		return one("oid", ClassOID(id.Schema, id.Name), "schemaname", id.Schema, "matviewname", id.Name, "definition", viewText(o), "ispopulated", flag(!v.NoData))
	}
	return nil
}

func sequenceNameRows(_ *schema.Database, o schema.Object) []Row {
	if id := o.Address(); id.Kind == schema.KindSequence {
		return one("schemaname", id.Schema, "sequencename", id.Name)
	}
	return nil
}

func sequencesRows(_ *schema.Database, o schema.Object) []Row {
	s, ok := o.(schema.Sequence)
	if !ok || s.Identity {
		return nil
	}
	return one("sequence_schema", s.ID.Schema, "sequence_name", s.ID.Name)
}

func extensionRows(_ *schema.Database, o schema.Object) []Row {
	e, ok := o.(schema.Extension)
	if !ok {
		return nil
	}
	rows := one("oid", oidMark+"extension:"+e.ID.Name, "extname", e.ID.Name, "extnamespace", NamespaceOID(e.Schema))
	if e.Version != "" {
		rows[0]["extversion"] = e.Version
	}
	return rows
}

func routineRows(_ *schema.Database, o schema.Object) []Row {
	id := o.Address()
	if !id.Kind.IsRoutine() {
		return nil
	}
	kind := map[schema.Kind]string{schema.KindFunction: "f", schema.KindProcedure: "p", schema.KindAggregate: "a"}[id.Kind]
	rows := one("oid", routineOID(id), "proname", id.Name, "pronamespace", NamespaceOID(id.Schema), "prokind", kind)
	if r, ok := o.(schema.Routine); ok && r.Symbol == "" && r.Body != "" {
		rows[0]["prosrc"], rows[0]["prosecdef"], rows[0]["proisstrict"] = r.Body, flag(r.SecurityDefiner), flag(r.Strict)
		rows[0]["provolatile"], rows[0]["proretset"] = string(rune(r.Volatility)), flag(r.SetOf)
		if len(r.Config) == 0 {
			rows[0]["proconfig"] = Null
		}
		if !r.Returns.IsZero() && !r.Returns.Array {
			rows[0]["prorettype"] = TypeOID(r.Returns.Schema, r.Returns.Name)
		}
	}
	return rows
}

func routinesRows(_ *schema.Database, o schema.Object) []Row {
	id := o.Address()
	kind := map[schema.Kind]string{schema.KindFunction: "FUNCTION", schema.KindProcedure: "PROCEDURE"}[id.Kind]
	if kind == "" {
		return nil
	}
	return one("routine_schema", id.Schema, "routine_name", id.Name, "specific_schema", id.Schema, "routine_type", kind)
}

func triggerRows(_ *schema.Database, o schema.Object) []Row {
	t, ok := o.(schema.Trigger)
	if !ok {
		return nil
	}
	return one("oid", oidMark+"trigger:"+t.ID.Schema+"."+t.ID.Relation+"."+t.ID.Name, "definition", triggerText(t), "tgname", t.ID.Name, "tgrelid", ClassOID(t.ID.Schema, t.ID.Relation), "tgisinternal", "f", "tgenabled", string(rune(t.Enabled)))
}

func triggersRows(_ *schema.Database, o schema.Object) []Row {
	t, ok := o.(schema.Trigger)
	if !ok {
		return nil
	}
	var out []Row
	for _, event := range t.Events {
		out = append(out, one("trigger_schema", t.ID.Schema, "trigger_name", t.ID.Name, "event_manipulation", strings.ToUpper(event),
			"event_object_schema", t.ID.Schema, "event_object_table", t.ID.Relation)...)
	}
	return out
}

func policyRows(_ *schema.Database, o schema.Object) []Row {
	p, ok := o.(schema.Policy)
	if !ok {
		return nil
	}
	id, command := p.ID, strings.ToUpper(p.Command)
	letter := map[string]string{"SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d"}[command]
	return one("oid", policyOID(id), "schemaname", id.Schema, "tablename", id.Relation, "policyname", id.Name,
		"polname", id.Name, "polrelid", ClassOID(id.Schema, id.Relation), "cmd", firstOf(command, "ALL"), "polcmd", firstOf(letter, "*"),
		"permissive", map[bool]string{true: "RESTRICTIVE", false: "PERMISSIVE"}[p.Restrictive], "qual", exprText(p.Using), "with_check", exprText(p.Check),
		"roles", "{"+strings.Join(p.Roles, ",")+"}")
}
