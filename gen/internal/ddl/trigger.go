package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// The bits of CreateTrigStmt.Timing and Events.
const (
	triggerBefore   = 1 << 1
	triggerInsert   = 1 << 2
	triggerDelete   = 1 << 3
	triggerUpdate   = 1 << 4
	triggerTruncate = 1 << 5
	triggerInstead  = 1 << 6
)

// createTrigger runs CREATE [OR REPLACE] [CONSTRAINT] TRIGGER.
func (s *stmt) createTrigger(n *pg.CreateTrigStmt) error {
	rel, ok := s.find(n.Relation)
	if !ok {
		return s.noRelation(n.Relation)
	}
	if err := s.judgeTrigger(rel, n); err != nil {
		return err
	}
	t := schema.Trigger{Header: s.header(rel.In(schema.KindTrigger, n.Trigname)), Row: n.Row, Enabled: 'O',
		Constraint: n.Isconstraint, Timing: triggerTiming(n.Timing), Events: triggerEvents(n.Events)}
	for _, r := range n.TransitionRels {
		if tr := r.GetTriggerTransition(); tr.IsNew {
			t.NewTable = tr.Name
		} else {
			t.OldTable = tr.Name
		}
	}
	if n.Isconstraint {
		t.Deferral = deferral(&pg.Constraint{Deferrable: n.Deferrable, Initdeferred: n.Initdeferred})
		if n.Constrrel != nil {
			t.From, _ = s.find(n.Constrrel)
		}
	}
	if n.WhenClause != nil {
		when, err := s.expr(n.WhenClause, s.parenthesized(n.WhenClause, "WHEN"), scope{relation: rel, newOld: true, clause: canon.InTrigger})
		if err != nil {
			return err
		}
		if err := s.judgeWhen(rel, n); err != nil {
			return err
		}
		t.When = when
	}
	if err := s.triggerFunction(&t, n); err != nil {
		return err
	}
	if err := s.judgeReplaced(t, n.Replace); err != nil {
		return err
	}
	if err := s.triggerColumns(&t, rel, n.Columns); err != nil {
		return err
	}
	s.remove(t.ID.Tie()) // the server forgets that of a replaced one
	s.put(t)
	if t.Row && n.Replace {
		s.forgetClones(rel, t.ID.Name)
	}
	for _, child := range s.partitions(rel) {
		s.cloneTrigger(child, t)
	}
	return nil
}

func triggerTiming(bits int32) string {
	switch {
	case bits&triggerBefore != 0:
		return "before"
	case bits&triggerInstead != 0:
		return "instead of"
	}
	return "after"
}

func triggerEvents(bits int32) []string {
	var out []string
	for _, e := range []struct {
		bit  int32
		name string
	}{{triggerInsert, "insert"}, {triggerUpdate, "update"}, {triggerDelete, "delete"}, {triggerTruncate, "truncate"}} {
		if bits&e.bit != 0 {
			out = append(out, e.name)
		}
	}
	return out
}

// triggerFunction resolves the function without arguments that the trigger calls.
// A function of an extension or of pg_catalog is not modelled.
func (s *stmt) triggerFunction(t *schema.Trigger, n *pg.CreateTrigStmt) error {
	t.Args = strs(n.Args)
	schemaName, name := qualified(n.Funcname)
	path := []string{schemaName}
	if schemaName == "" {
		path = s.searched()
	}
	for _, p := range path {
		id := schema.ID{Kind: schema.KindFunction, Schema: p, Name: name}
		if r, ok := schema.Get[schema.Routine](s.db, id); ok {
			t.Function = id
			return s.mustReturn(r.ID, s.resultOf(r), "trigger")
		}
	}
	if result, ok := canon.FunctionResult(name, ""); ok && (schemaName == "" || schemaName == "pg_catalog") {
		t.Function = schema.ID{Kind: schema.KindFunction, Schema: "pg_catalog", Name: name}
		return s.mustReturn(t.Function, result, "trigger")
	}
	if builtinTriggers[name] || schemaName == "pg_catalog" {
		t.Function = schema.ID{Kind: schema.KindFunction, Schema: "pg_catalog", Name: name}
		return nil
	}
	if extension := extensionTriggers[name]; extension != "" {
		s.assume(canon.Need{Extension: extension, What: "function " + name + "()", Schema: schemaName, Location: int(s.placeOf(name))})
	}
	if ext, ok := s.extensionOfTrigger(name); ok {
		t.Function = schema.ID{Kind: schema.KindFunction, Schema: ext.Schema, Name: name}
		return nil
	}
	return s.missing(schema.ID{Kind: schema.KindFunction, Schema: schemaName, Name: name}, undefinedFunction)
}

// mustReturn gives 42P17 for a function that does not return what a trigger or event
// trigger needs.
func (s *stmt) mustReturn(id schema.ID, result schema.Type, wanted string) error {
	if result.Builtin() && result.Name == wanted && !result.Array {
		return nil
	}
	return s.nameFault(id.Name, invalidObject, "function %s must return type %s", id.Name, wanted)
}

var builtinTriggers = wordSet("suppress_redundant_updates_trigger tsvector_update_trigger tsvector_update_trigger_column unique_key_recheck")

// extensionTriggers maps trigger functions to the extensions that bring them.
var extensionTriggers = map[string]string{"moddatetime": "moddatetime", "autoinc": "autoinc", "insert_username": "insert_username",
	"check_primary_key": "refint", "check_foreign_key": "refint", "lo_manage": "lo", "triggered_change_notification": "tcn"}

func (s *stmt) extensionOfTrigger(name string) (schema.Extension, bool) {
	return schema.Get[schema.Extension](s.db, extensionID(extensionTriggers[name]))
}

// triggerColumns keeps the columns of UPDATE OF in table order.
func (s *stmt) triggerColumns(t *schema.Trigger, rel schema.ID, columns []*pg.Node) error {
	names := strs(columns)
	for i, name := range names {
		if !s.hasColumn(rel, name) {
			return s.nameFault(name, undefinedColumn, "column %q of relation %q does not exist", name, rel.Name)
		}
		if slices.Contains(names[:i], name) {
			return s.nameFault(name, duplicateColumn, "column %q specified more than once", name)
		}
	}
	for _, a := range s.db.Attributes(rel) {
		if slices.Contains(names, a.Name) {
			t.UpdateOf = append(t.UpdateOf, a.Name)
		}
	}
	return nil
}

// triggerStates are the settings of ENABLE and DISABLE TRIGGER.
var triggerStates = map[pg.AlterTableType]byte{
	pg.AlterTableType_AT_EnableTrig: 'O', pg.AlterTableType_AT_EnableAlwaysTrig: 'A', pg.AlterTableType_AT_EnableReplicaTrig: 'R',
	pg.AlterTableType_AT_DisableTrig: 'D', pg.AlterTableType_AT_EnableTrigAll: 'O', pg.AlterTableType_AT_DisableTrigAll: 'D',
	pg.AlterTableType_AT_EnableTrigUser: 'O', pg.AlterTableType_AT_DisableTrigUser: 'D',
}

// enableTriggers runs ENABLE and DISABLE TRIGGER, which reach the copies that partitions
// have of a trigger for each row, unless ONLY keeps them from it.
func (s *stmt) enableTriggers(rel schema.ID, c *pg.AlterTableCmd, only bool) error {
	found := c.Name == ""
	for _, t := range schema.PartsOf[schema.Trigger](s.db, rel) {
		if c.Name != "" && c.Name != t.ID.Name {
			continue
		}
		found = true
		t.Enabled = triggerStates[c.Subtype]
		s.put(t)
		if t.Row && !only {
			s.switchCopies(rel, t.ID.Name, t.Enabled)
		}
	}
	if !found {
		return s.nameFault(c.Name, undefinedObject, "trigger %q for table %q does not exist", c.Name, rel.Name)
	}
	return nil
}

// switchCopies switches the copies of a trigger in the partitions below the table.
func (s *stmt) switchCopies(rel schema.ID, name string, enabled byte) {
	for _, child := range s.partitions(rel) {
		if t, ok := schema.Get[schema.Trigger](s.db, child.In(schema.KindTrigger, name)); ok {
			t.Enabled = enabled
			s.put(t)
			s.switchCopies(child, name, enabled)
		}
	}
}

// wordSet makes a set of the words in a text.
func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}
