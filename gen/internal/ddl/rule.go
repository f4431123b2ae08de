package ddl

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/ddl/tree"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// returnRule is the name of the rule that makes a view of a relation.
const returnRule = "_RETURN"

var ruleEvents = map[pg.CmdType]string{pg.CmdType_CMD_SELECT: "select", pg.CmdType_CMD_INSERT: "insert",
	pg.CmdType_CMD_UPDATE: "update", pg.CmdType_CMD_DELETE: "delete"}

// createRule runs CREATE [OR REPLACE] RULE.
func (s *stmt) createRule(n *pg.RuleStmt) error {
	rel, ok := s.find(n.Relation)
	if !ok {
		return s.noRelation(n.Relation)
	}
	switch rel.Kind {
	case schema.KindMaterializedView:
		return s.fault(n.Relation.Location, notSupported, "rules on materialized views are not supported")
	case schema.KindTable, schema.KindView:
	default:
		return s.fault(n.Relation.Location, wrongObjectType, "relation %q cannot have rules", rel.Name)
	}
	if t, ok := schema.Get[schema.Table](s.db, rel); ok && !t.Server.IsZero() {
		return s.fault(n.Relation.Location, wrongObjectType, "relation %q cannot have rules", rel.Name)
	}
	r := schema.Rule{Header: s.header(rel.In(schema.KindRule, n.Rulename)), Enabled: 'O'}
	outputs, err := s.readRule(&r, rel, n)
	if err != nil {
		return err
	}
	for i, action := range n.Actions {
		if err := s.judgeAction(rel, n, action, outputs[i]); err != nil {
			return err
		}
	}
	if r.Event == "select" {
		return s.selectRule(n, rel, r)
	}
	if n.Rulename == returnRule {
		return s.nameFault(n.Rulename, invalidObject, "non-view rule for %q must not be named %q", rel.Name, returnRule)
	}
	if old, ok := schema.Get[schema.Rule](s.db, r.ID); ok {
		if !n.Replace {
			return s.nameFault(r.ID.Name, duplicateObject, "rule %q for relation %q already exists", r.ID.Name, rel.Name)
		}
		r.Enabled = old.Enabled
	}
	s.put(r)
	return nil
}

// selectRule judges a rule ON SELECT: the server takes one only to make a view of a
// relation, which versions differ about.
func (s *stmt) selectRule(n *pg.RuleStmt, rel schema.ID, r schema.Rule) error {
	switch {
	case len(r.Actions) == 0:
		return hinted(s.fault(0, notSupported, "INSTEAD NOTHING rules on SELECT are not implemented"), "use views instead")
	case len(r.Actions) > 1:
		return s.fault(0, notSupported, "multiple actions for rules on SELECT are not implemented")
	case !r.Instead || firstWord(r.Actions[0].SQL) != "SELECT":
		return s.fault(0, notSupported, "rules on SELECT must have action INSTEAD SELECT")
	case !r.Where.IsZero():
		return s.fault(0, notSupported, "event qualifications are not implemented for rules on SELECT")
	case s.partOfTree(rel):
		return s.nameFault(rel.Name, wrongObjectType, "cannot convert partitioned table or partition %q to a view", rel.Name)
	case s.whyTable(rel) != "":
		return s.nameFault(rel.Name, notInState, "could not convert table %q to a view because it has %s", rel.Name, s.whyTable(rel))
	case rel.Kind == schema.KindView && !n.Replace:
		return s.nameFault(rel.Name, notInState, "%q is already a view", rel.Name)
	}
	s.opaque(0, "write CREATE [OR REPLACE] VIEW instead", "whether a rule ON SELECT may make a view of %s is decided by the version of the server", rel)
	return nil
}

// readRule reads event, condition and actions, and what these give back; the relation is
// the rule's.
func (s *stmt) readRule(r *schema.Rule, rel schema.ID, n *pg.RuleStmt) (outputs [][]schema.Attribute, err error) {
	r.Event, r.Instead = ruleEvents[n.Event], n.Instead
	sc := scope{relation: rel, newOld: true, ruleWhere: r.Event, clause: canon.InWhere}
	ts := s.tokens()
	do := ts.find(0, "DO")
	if n.WhereClause != nil {
		where := ts.find(0, "WHERE")
		if r.Where, err = s.expr(n.WhereClause, ts.unwrapped(where+1, do), sc); err != nil {
			return nil, err
		}
	}
	sc.ruleWhere, sc.clause = "", canon.InQuery
	texts := ruleActions(ts, do+1)
	for i, a := range n.Actions {
		if a.GetNotifyStmt() != nil && n.WhereClause != nil {
			return nil, s.fault(0, invalidObject, "rules with WHERE conditions can only have SELECT, INSERT, UPDATE, or DELETE actions")
		}
		if err := s.forbiddenRow(r.Event, a); err != nil {
			return nil, err
		}
		text := ""
		if i < len(texts) {
			text = texts[i]
		}
		e, columns, err := canon.Query(a, text, s.canonScope(sc))
		if err != nil {
			return nil, s.placed(err)
		}
		outputs = append(outputs, columns)
		r.Actions = append(r.Actions, e)
	}
	return outputs, nil
}

// forbiddenRow gives 42P17 for a row that the event does not have.
func (s *stmt) forbiddenRow(event string, action *pg.Node) error {
	forbidden := map[string]string{"insert": "old", "select": "new", "delete": "new"}[event]
	var failed error
	tree.Walk(action, func(m proto.Message) bool {
		c, ok := m.(*pg.ColumnRef)
		if ok && failed == nil && forbidden != "" && len(c.Fields) > 1 && str(c.Fields[0]) == forbidden {
			failed = s.fault(c.Location, invalidObject, "ON %s rule cannot use %s", strings.ToUpper(event), strings.ToUpper(forbidden))
		}
		return failed == nil
	})
	return failed
}

// ruleActions cuts the texts of the actions that start at token i, which may be
// ALSO or INSTEAD.
func ruleActions(ts tokens, i int) []string {
	if w := ts.word(i); w == "ALSO" || w == "INSTEAD" {
		i++
	}
	end := len(ts.list)
	for end > i && ts.word(end-1) == ";" {
		end--
	}
	if ts.word(i) == "(" && ts.closing(i) == end {
		i, end = i+1, end-1
	}
	var out []string
	for i < end {
		next := min(ts.find(i, ";"), end)
		if text := ts.slice(i, next); text != "" {
			out = append(out, text)
		}
		i = next + 1
	}
	return out
}

// firstWord returns the first word of a text in upper case.
func firstWord(text string) string { return tokenize(text, 0, len(text)).word(0) }

// ruleStates are the settings of ENABLE and DISABLE RULE.
var ruleStates = map[pg.AlterTableType]byte{pg.AlterTableType_AT_EnableRule: 'O', pg.AlterTableType_AT_EnableAlwaysRule: 'A',
	pg.AlterTableType_AT_EnableReplicaRule: 'R', pg.AlterTableType_AT_DisableRule: 'D'}

// enableRule runs ENABLE and DISABLE RULE.
func (s *stmt) enableRule(rel schema.ID, c *pg.AlterTableCmd) error {
	r, ok := schema.Get[schema.Rule](s.db, rel.In(schema.KindRule, c.Name))
	if !ok {
		return s.nameFault(c.Name, undefinedObject, "rule %q for relation %q does not exist", c.Name, rel.Name)
	}
	r.Enabled = ruleStates[c.Subtype]
	s.put(r)
	return nil
}

// renameRule runs ALTER RULE ... RENAME TO.
func (s *stmt) renameRule(n *pg.RenameStmt) error {
	rel, ok := s.find(n.Relation)
	if !ok {
		return s.noRelation(n.Relation)
	}
	if err := s.mayHave(rel, sortTable|sortView, "rules"); err != nil {
		return err
	}
	from := rel.In(schema.KindRule, n.Subname)
	switch {
	case rel.Kind == schema.KindView && n.Subname == returnRule:
		return s.nameFault(n.Subname, invalidObject, "renaming an ON SELECT rule is not allowed")
	case !s.db.Has(from):
		return s.fault(n.Relation.Location, undefinedObject, "rule %q for relation %q does not exist", n.Subname, rel.Name)
	case s.db.Has(renamedID(from, n.Newname)), n.Newname == returnRule && rel.Kind != schema.KindTable:
		return s.fault(n.Relation.Location, duplicateObject, "rule %q for relation %q already exists", n.Newname, rel.Name)
	}
	s.move(from, renamedID(from, n.Newname))
	return nil
}

// dropRule resolves DROP RULE; the rule of a view goes only with the view.
func (s *stmt) dropRule(n *pg.DropStmt, names []*pg.Node) (schema.ID, error) {
	schemaName, relName := qualified(names[:len(names)-1])
	rel, _ := s.relation(schemaName, relName)
	if lastOf(names) == returnRule && (rel.Kind == schema.KindView || rel.Kind == schema.KindMaterializedView) {
		return rel, hinted(s.nameFault(returnRule, dependentObjects, "cannot drop rule %s on %s because %s requires it", returnRule, rel, rel),
			"drop the view instead")
	}
	return s.dropPart(n, names, schema.KindRule)
}

// ServerRule reads what pg_get_ruledef prints into a rule of a relation of the
// database; ID and state are the caller's.
func ServerRule(db *schema.Database, rel schema.ID, text string) (schema.Rule, error) {
	n, err := parseOne(text, text)
	if err != nil {
		return schema.Rule{}, err
	}
	var r schema.Rule
	_, err = serverStmt(db, text).readRule(&r, rel, n.GetRuleStmt())
	return r, err
}
