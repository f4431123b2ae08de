package ddl

import (
	_ "embed"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/lex"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// settingsText lists the settings of PostgreSQL 14 to 18, one a line: its name, whether a
// session may change it, its type, and the bounds with the unit, or the words it takes.
// Where versions differ it holds what any of them takes.
//
//go:embed settings.txt
var settingsText string

// setting is what a server takes for one of its settings.
type setting struct {
	fixed       bool
	typ         string
	least, most float64
	unit        string
	words       []string
}

// settings returns the settings by their names.
var settings = sync.OnceValue(func() map[string]setting {
	out := map[string]setting{}
	for line := range strings.Lines(settingsText) {
		f := strings.Fields(line)
		p := setting{fixed: f[1] == "fixed", typ: f[2]}
		switch p.typ {
		case "enum":
			p.words = strings.Split(strings.ReplaceAll(f[3], "_", " "), ",")
		case "integer", "real":
			p.least, _ = strconv.ParseFloat(f[3], 64)
			p.most, _ = strconv.ParseFloat(f[4], 64)
			if len(f) > 5 {
				p.unit = f[5]
			}
		}
		out[f[0]] = p
	}
	return out
})

// units are how many of the smallest unit of their kind there are in one.
var units = []map[string]float64{
	{"B": 1, "kB": 1 << 10, "8kB": 8 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40},
	{"us": 1, "ms": 1e3, "s": 1e6, "min": 60e6, "h": 3600e6, "d": 86400e6},
}

// judgeSetting refuses SET and RESET of a setting that there is not, that no session can
// change, or with a value that it does not take. What extensions bring has a dot in its name.
func (s *stmt) judgeSetting(n *pg.VariableSetStmt, anyTime bool) error {
	name := strings.ToLower(n.GetName())
	if n == nil || name == "" || n.Kind == pg.VariableSetKind_VAR_SET_MULTI || n.Kind == pg.VariableSetKind_VAR_RESET_ALL {
		return nil
	}
	if strings.Contains(name, ".") {
		return s.judgeOwnSetting(n.Name)
	}
	p, ok := settings()[name]
	switch {
	case !ok:
		return hinted(s.nameFault(name, undefinedObject, "unrecognized configuration parameter %q", name), "check the spelling; settings of extensions have a dot in their names")
	case p.fixed && !anyTime:
		return hinted(s.nameFault(name, "55P02", "parameter %q cannot be changed now", name), "set it in the configuration of the server")
	case n.Kind == pg.VariableSetKind_VAR_SET_VALUE && name == "default_table_access_method" && len(n.Args) == 1:
		return s.judgeTableAccess(constantText(n.Args[0]))
	case n.Kind != pg.VariableSetKind_VAR_SET_VALUE || p.typ == "string":
		return nil
	case len(n.Args) != 1:
		return s.nameFault(name, invalidParameter, "SET %s takes only one argument", name)
	}
	if value := constantText(n.Args[0]); n.Args[0].GetAConst() != nil && !p.takes(value) {
		return hinted(s.nameFault(name, invalidParameter, "invalid value for parameter %q: %q", name, value), p.wants())
	}
	return nil
}

// judgeTableAccess refuses what is no access method of tables.
func (s *stmt) judgeTableAccess(method string) error {
	_, err := s.tableMethod(method)
	var d source.Diagnostic
	if method == "" || errors.As(err, &d) && d.SQLState == undefinedObject {
		return s.nameFault("default_table_access_method", invalidParameter, "invalid value for parameter \"default_table_access_method\": %q", method)
	}
	return err
}

// judgeOwnSetting gives 42602 for a name with a dot that is not made of plain names.
func (s *stmt) judgeOwnSetting(name string) error {
	for part := range strings.SplitSeq(name, ".") {
		if part == "" || !lex.IsWordStart(part[0]) || strings.ContainsFunc(part, func(c rune) bool {
			return c < 0x80 && c != '$' && !lex.IsWordStart(byte(c)) && !lex.IsDigit(byte(c))
		}) {
			return s.nameFault(name, "42602", "invalid configuration parameter name %q", name)
		}
	}
	return nil
}

// takes reports whether a value is one for the setting.
func (p setting) takes(value string) bool {
	switch low := strings.ToLower(value); p.typ {
	case "bool":
		return low == "1" || low == "0" || low == "on" || low == "of" || low == "off" || low != "" && slices.ContainsFunc([]string{"true", "false", "yes", "no"},
			func(word string) bool { return strings.HasPrefix(word, low) })
	case "enum":
		return slices.Contains(p.words, strings.ReplaceAll(low, "_", " "))
	}
	v, ok := p.number(strings.Trim(value, " \t\n\r"))
	if p.typ == "integer" {
		v = math.RoundToEven(v)
	}
	return ok && v >= p.least && v <= p.most
}

// number reads a number with a unit in that of the setting.
func (p setting) number(text string) (float64, bool) {
	end := len(text)
	for end > 0 && (text[end-1] >= 'a' && text[end-1] <= 'z' || text[end-1] >= 'A' && text[end-1] <= 'Z') {
		end--
	}
	digits, unit := strings.TrimRight(text[:end], " \t\n\r"), text[end:]
	if low := strings.ToLower(text); strings.Contains(low, "0x") || strings.Contains(low, "inf") {
		return p.least, true // another way to write numbers
	}
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsNaN(v) {
		return 0, false
	}
	if unit == "" {
		return v, true
	}
	for _, kind := range units {
		if one, base := kind[unit], kind[p.unit]; one > 0 && base > 0 && unit != "8kB" {
			return v * one / base, true
		}
	}
	return 0, false
}

// wants says what the setting takes.
func (p setting) wants() string {
	switch p.typ {
	case "bool":
		return "it is on or off"
	case "enum":
		return "it takes one of: " + strings.Join(p.words, ", ")
	}
	text := "it takes a number from " + strconv.FormatFloat(p.least, 'g', 12, 64) + " to " + strconv.FormatFloat(p.most, 'g', 12, 64)
	switch {
	case p.unit == "":
		return text
	case units[0][p.unit] > 0:
		return text + " " + p.unit + ", or one with a unit: B, kB, MB, GB, TB"
	}
	return text + " " + p.unit + ", or one with a unit: us, ms, s, min, h, d"
}

// judgeSettings judges what ALTER ROLE, DATABASE and SYSTEM set; the first two take RESET
// of whatever was not set.
func (s *stmt) judgeSettings(n *pg.Node) error {
	given := func(set *pg.VariableSetStmt) error {
		if set.GetKind() == pg.VariableSetKind_VAR_RESET || set.GetKind() == pg.VariableSetKind_VAR_SET_DEFAULT {
			return nil
		}
		return s.judgeSetting(set, false)
	}
	switch x := n.GetNode().(type) {
	case *pg.Node_AlterRoleSetStmt:
		return given(x.AlterRoleSetStmt.Setstmt)
	case *pg.Node_AlterDatabaseSetStmt:
		return given(x.AlterDatabaseSetStmt.Setstmt)
	case *pg.Node_AlterSystemStmt:
		return s.judgeSetting(x.AlterSystemStmt.Setstmt, true)
	}
	return nil
}
