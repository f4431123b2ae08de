package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

func eventTriggerID(name string) schema.ID {
	return schema.ID{Kind: schema.KindEventTrigger, Name: name}
}

// createEventTrigger runs CREATE EVENT TRIGGER.
func (s *stmt) createEventTrigger(n *pg.CreateEventTrigStmt) error {
	t := schema.EventTrigger{Header: s.header(eventTriggerID(n.Trigname)), Event: n.Eventname, Enabled: 'O'}
	switch n.Eventname {
	case "ddl_command_start", "ddl_command_end", "sql_drop", "table_rewrite", "login":
	default:
		return s.nameFault(n.Eventname, syntaxError, "unrecognized event name %q", n.Eventname)
	}
	for i, w := range n.Whenclause {
		d := w.GetDefElem()
		switch {
		case d.Defname != "tag":
			return s.fault(d.Location, syntaxError, "unrecognized filter variable %q", d.Defname)
		case i > 0:
			return s.fault(d.Location, syntaxError, "filter variable %q specified more than once", d.Defname)
		case t.Event == "login":
			return s.fault(d.Location, notSupported, "tag filtering is not supported for login event triggers")
		}
		for _, v := range d.Arg.GetList().GetItems() {
			tag := strings.ToUpper(str(v))
			if err := s.eventTag(t.Event, tag); err != nil {
				return err
			}
			t.Tags = append(t.Tags, tag)
		}
	}
	slices.Sort(t.Tags)
	if s.db.Has(t.ID) {
		return s.nameFault(n.Trigname, duplicateObject, "event trigger %q already exists", n.Trigname)
	}
	var err error
	if t.Function, err = s.eventFunction(n.Funcname); err != nil {
		return err
	}
	s.put(t)
	return nil
}

// eventFunction resolves the function without arguments, which must return
// event_trigger.
func (s *stmt) eventFunction(names []*pg.Node) (schema.ID, error) {
	schemaName, name := qualified(names)
	path := []string{schemaName}
	if schemaName == "" {
		path = s.searched()
	}
	id := schema.ID{Kind: schema.KindFunction, Name: name}
	for _, id.Schema = range path {
		r, ok := schema.Get[schema.Routine](s.db, id)
		if !ok {
			continue
		}
		return id, s.mustReturn(id, s.resultOf(r), "event_trigger")
	}
	if result, ok := canon.FunctionResult(name, ""); ok && (schemaName == "" || schemaName == "pg_catalog") {
		return id, s.mustReturn(id, result, "event_trigger")
	}
	return id, s.nameFault(name, undefinedFunction, "function %s() does not exist", dotted(schemaName, name))
}

// eventTag judges a command of WHEN TAG IN.
func (s *stmt) eventTag(event, tag string) error {
	switch {
	case !taggedCommands[tag] && !untaggedCommands[tag]:
		return s.fault(0, syntaxError, "filter value %q not recognized for filter variable %q", tag, "tag")
	case untaggedCommands[tag], event == "table_rewrite" && tag != "ALTER TABLE" && tag != "ALTER TYPE" && tag != "ALTER MATERIALIZED VIEW":
		return s.fault(0, notSupported, "event triggers are not supported for %s", tag)
	}
	return nil
}

// taggedCommands are those at which event triggers fire, untaggedCommands the others
// that the server knows by name.
var (
	taggedCommands = commandTags([]string{"CREATE", "ALTER", "DROP"}, `ACCESS METHOD,AGGREGATE,CAST,COLLATION,CONSTRAINT,CONVERSION,DOMAIN,EXTENSION,
		FOREIGN DATA WRAPPER,FOREIGN TABLE,FUNCTION,INDEX,LANGUAGE,MATERIALIZED VIEW,OPERATOR,OPERATOR CLASS,OPERATOR FAMILY,POLICY,PROCEDURE,
		PUBLICATION,ROUTINE,RULE,SCHEMA,SEQUENCE,SERVER,STATISTICS,SUBSCRIPTION,TABLE,TEXT SEARCH CONFIGURATION,TEXT SEARCH DICTIONARY,
		TEXT SEARCH PARSER,TEXT SEARCH TEMPLATE,TRANSFORM,TRIGGER,TYPE,USER MAPPING,VIEW`,
		"CREATE TABLE AS", "ALTER DEFAULT PRIVILEGES", "ALTER LARGE OBJECT", "DROP OWNED", "GRANT", "REVOKE", "COMMENT", "SECURITY LABEL",
		"IMPORT FOREIGN SCHEMA", "REFRESH MATERIALIZED VIEW", "SELECT INTO", "REINDEX", "LOGIN")
	untaggedCommands = commandTags([]string{"CREATE", "ALTER", "DROP"}, "DATABASE,EVENT TRIGGER,ROLE,TABLESPACE",
		"ALTER SYSTEM", "GRANT ROLE", "REVOKE ROLE", "REASSIGN OWNED", "TRUNCATE TABLE", "INSERT", "UPDATE", "DELETE", "SELECT", "MERGE", "COPY",
		"VACUUM", "ANALYZE", "CLUSTER", "DO", "CALL", "EXECUTE", "PREPARE", "DEALLOCATE", "DISCARD", "DISCARD ALL", "LOAD", "LOCK TABLE", "SET", "SHOW",
		"RESET", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "CHECKPOINT", "NOTIFY", "LISTEN", "UNLISTEN", "EXPLAIN", "FETCH", "MOVE",
		"DECLARE CURSOR", "CLOSE CURSOR", "SET CONSTRAINTS")
)

// commandTags joins every verb with every object and adds the others.
func commandTags(verbs []string, objects string, others ...string) map[string]bool {
	set := map[string]bool{}
	for object := range strings.SplitSeq(objects, ",") {
		for _, verb := range verbs {
			set[verb+" "+strings.TrimSpace(object)] = true
		}
	}
	for _, tag := range others {
		set[tag] = true
	}
	return set
}

// alterEventTrigger runs ALTER EVENT TRIGGER ... ENABLE and DISABLE.
func (s *stmt) alterEventTrigger(n *pg.AlterEventTrigStmt) error {
	t, ok := schema.Get[schema.EventTrigger](s.db, eventTriggerID(n.Trigname))
	if !ok {
		return s.nameFault(n.Trigname, undefinedObject, "event trigger %q does not exist", n.Trigname)
	}
	t.Enabled = n.Tgenabled[0]
	s.put(t)
	return nil
}
