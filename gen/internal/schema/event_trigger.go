package schema

// EventTrigger is an event trigger of the database.
type EventTrigger struct {
	Header
	// Event is "ddl_command_start", "ddl_command_end", "sql_drop", "table_rewrite" or
	// "login".
	Event string
	// Tags are the commands of WHEN TAG IN in upper case, sorted; none is all.
	Tags     []string
	Function ID
	// Enabled is as in [Trigger].
	Enabled byte
}

// Refs returns the function.
func (t EventTrigger) Refs() []ID {
	if t.Function.IsZero() {
		return nil
	}
	return []ID{t.Function}
}

// Renamed implements [Object].
func (t EventTrigger) Renamed(f func(ID) ID) Object {
	t.Header, t.Function = t.Header.renamed(f), f(t.Function)
	return t
}
