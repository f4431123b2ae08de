package ddl

import (
	"fmt"

	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// SQLStates that the replay gives, as PostgreSQL does for the same fault.
const (
	undefinedTable         = "42P01"
	undefinedColumn        = "42703"
	undefinedObject        = "42704"
	undefinedFunction      = "42883"
	undefinedSchema        = "3F000"
	duplicateTable         = "42P07"
	duplicateColumn        = "42701"
	duplicateObject        = "42710"
	duplicateFunction      = "42723"
	duplicateSchema        = "42P06"
	dependentObjects       = "2BP01"
	invalidTable           = "42P16"
	invalidObject          = "42P17"
	invalidKey             = "42830"
	wrongObjectType        = "42809"
	syntaxError            = "42601"
	notSupported           = "0A000"
	invalidParameter       = "22023"
	ambiguousFunction      = "42725"
	datatypeMismatch       = "42804"
	notInState             = "55000"
	invalidColumn          = "42611"
	invalidReference       = "42P10"
	collationMismatch      = "42P21"
	indeterminateCollation = "42P22"
	badFunction            = "42P13"
	invalidGrant           = "0LP01"
	reservedName           = "42939"
	notPermitted           = "42501"
)

var faultCodes = map[string]string{
	undefinedTable: "undefined-table", undefinedColumn: "undefined-column", undefinedObject: "undefined-object",
	undefinedFunction: "undefined-function", undefinedSchema: "undefined-schema", duplicateTable: "duplicate-table",
	duplicateColumn: "duplicate-column", duplicateObject: "duplicate-object", duplicateFunction: "duplicate-function",
	duplicateSchema: "duplicate-schema", dependentObjects: "dependent-objects", invalidTable: "invalid-table",
	invalidObject: "invalid-object", invalidKey: "invalid-foreign-key", wrongObjectType: "wrong-object-type",
	syntaxError: "syntax", notSupported: "not-supported", invalidParameter: "invalid-parameter",
	ambiguousFunction: "ambiguous-function", datatypeMismatch: "datatype-mismatch", notInState: "wrong-state",
}

// hints say what to do about faults that need no more words; see [hinted].
var hints = map[string]string{
	undefinedTable: createFirst, undefinedObject: createFirst, undefinedSchema: createFirst,
	undefinedColumn:   "add the column before this statement, or check the spelling; quoted names keep their case",
	undefinedFunction: "create it before this statement, or cast the arguments to the types that it takes",
	duplicateTable:    dropFirst, duplicateColumn: dropFirst, duplicateObject: dropFirst, duplicateFunction: dropFirst, duplicateSchema: dropFirst,
}

const (
	createFirst = "create it before this statement, or check the spelling and the schema; quoted names keep their case"
	dropFirst   = "choose another name, or drop or rename the one that is there"
)

// fault returns the error that PostgreSQL gives, placed at the token at the byte
// offset, or at the statement when the parser gives no place (0 or less).
func (s *stmt) fault(at int32, state, format string, args ...any) error {
	code := faultCodes[state]
	if code == "" {
		code = "refused"
	}
	return source.Diagnostic{Severity: source.Error, Code: code, SQLState: state,
		Span: s.spanAt(at), Message: fmt.Sprintf(format, args...), Hint: hints[state]}
}

// unknown reports a statement, or a part of one, that the replay cannot follow.
func (s *stmt) unknown(what string) error {
	return hinted(s.fault(0, notSupported, "pgen does not know %s", what), "let pgen replay this history on a server (--replay=server)")
}

// nameFault is fault placed at the first token of the statement that writes the name.
func (s *stmt) nameFault(name, state, format string, args ...any) error {
	return s.fault(s.placeOf(name), state, format, args...)
}

// placeOf returns the offset of the first token that writes the name, 0 if none does.
func (s *stmt) placeOf(name string) int32 {
	ts := s.tokens()
	for i, t := range ts.list {
		if (t.Kind == lex.Word || t.Kind == lex.Quoted) && ts.name(i) == name {
			return int32(t.Start)
		}
	}
	return 0
}

// hinted returns the fault with a hint.
func hinted(err error, hint string) error {
	if d, ok := err.(source.Diagnostic); ok {
		d.Hint = hint
		return d
	}
	return err
}

// warn reports what pgen leaves out of the model.
func (s *stmt) warn(at int32, format string, args ...any) {
	s.found = append(s.found, source.Diagnostic{Severity: source.Warning, Code: "unmodelled",
		Span: s.spanAt(at), Message: fmt.Sprintf(format, args...)})
}

// opaque reports that the effect of the statement cannot be decided.
func (s *stmt) opaque(at int32, hint, format string, args ...any) {
	s.blind = true
	s.found = append(s.found, source.Diagnostic{Severity: source.Opaque, Code: "opaque",
		Span: s.spanAt(at), Message: fmt.Sprintf(format, args...), Hint: hint})
}

// spanAt returns the span of the token at the offset, or of the first token of
// the statement.
func (s *stmt) spanAt(at int32) source.Span {
	if !s.fixed.IsZero() {
		return s.fixed
	}
	start := int(at)
	if start <= 0 || start < s.start || start >= s.end {
		start = s.start
	}
	l := lex.Lexer{Text: s.text[:s.end], Pos: start}
	t := l.Next()
	return source.Span{File: s.file, Start: t.Start - s.shift, End: t.End - s.shift}
}
