package ddl

import (
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// optionRule is what a storage parameter takes: a number in a range, one of some
// words, or a boolean if it names neither.
type optionRule struct {
	least, most float64
	words       []string
}

func isNumeric(r optionRule) bool { return r.least != 0 || r.most != 0 }

const (
	anyInt  = 1<<31 - 1
	anyReal = 1e300
)

// vacuumOptions are those of tables and, behind toast., of their toast tables.
var vacuumOptions = map[string]optionRule{
	"autovacuum_enabled": {}, "vacuum_truncate": {}, "vacuum_index_cleanup": {words: []string{"auto", "on", "off", "true", "false", "yes", "no", "1", "0"}},
	"autovacuum_vacuum_threshold": {most: anyInt}, "autovacuum_vacuum_insert_threshold": {least: -1, most: anyInt},
	"autovacuum_vacuum_max_threshold": {least: -1, most: anyInt}, "vacuum_max_eager_freeze_failure_rate": {most: 1},
	"autovacuum_vacuum_scale_factor": {most: 100}, "autovacuum_vacuum_insert_scale_factor": {most: 100},
	"autovacuum_vacuum_cost_delay": {most: 100}, "autovacuum_vacuum_cost_limit": {least: 1, most: 10000},
	"autovacuum_freeze_min_age": {most: 1e9}, "autovacuum_freeze_max_age": {least: 100000, most: 2e9}, "autovacuum_freeze_table_age": {most: 2e9},
	"autovacuum_multixact_freeze_min_age": {most: 1e9}, "autovacuum_multixact_freeze_max_age": {least: 10000, most: 2e9},
	"autovacuum_multixact_freeze_table_age": {most: 2e9}, "log_autovacuum_min_duration": {least: -1, most: anyInt},
	"log_autoanalyze_min_duration": {least: -1, most: anyInt},
}

// tableOptions are those of tables and materialized views beside the ones above.
var tableOptions = map[string]optionRule{
	"fillfactor": {least: 10, most: 100}, "toast_tuple_target": {least: 128, most: 8160}, "parallel_workers": {most: 1024},
	"user_catalog_table": {}, "autovacuum_analyze_threshold": {most: anyInt}, "autovacuum_analyze_scale_factor": {most: 100},
}

var viewOptions = map[string]optionRule{"security_barrier": {}, "security_invoker": {}, "check_option": {words: []string{"local", "cascaded"}}}

var attributeOptions = map[string]optionRule{"n_distinct": {least: -1, most: anyReal}, "n_distinct_inherited": {least: -1, most: anyReal}}

// indexOptions are those of the built-in access methods.
var indexOptions = map[string]map[string]optionRule{
	"btree": {"fillfactor": {least: 10, most: 100}, "deduplicate_items": {}, "vacuum_cleanup_index_scale_factor": {most: 1e10}},
	"hash":  {"fillfactor": {least: 10, most: 100}}, "spgist": {"fillfactor": {least: 10, most: 100}},
	"gist": {"fillfactor": {least: 10, most: 100}, "buffering": {words: []string{"on", "off", "auto"}}},
	"gin":  {"fastupdate": {}, "gin_pending_list_limit": {least: 64, most: anyInt}},
	"brin": {"pages_per_range": {least: 1, most: 131072}, "autosummarize": {}},
}

// judgeTableOptions gives 22023 for a storage parameter of a table that there is not,
// or a value that it does not take.
func (s *stmt) judgeTableOptions(nodes []*pg.Node) error {
	if err := s.optionsOnce(nodes); err != nil {
		return err
	}
	for _, n := range nodes {
		d := n.GetDefElem()
		rules := tableOptions
		_, vacuum := vacuumOptions[d.Defname]
		switch {
		case d.Defname == "oids" && d.Defnamespace == "":
			if isOn(d) {
				return s.fault(d.Location, notSupported, "tables declared WITH OIDS are not supported")
			}
			continue
		case d.Defnamespace == "toast", vacuum && d.Defnamespace == "":
			rules = vacuumOptions
		case d.Defnamespace != "":
			return s.fault(d.Location, invalidParameter, "unrecognized parameter namespace %q", d.Defnamespace)
		}
		if err := s.judgeOption(rules, d); err != nil {
			return err
		}
	}
	return nil
}

// optionsOnce gives 22023 for a storage parameter that stands there twice.
func (s *stmt) optionsOnce(nodes []*pg.Node) error {
	for i, n := range nodes {
		d := n.GetDefElem()
		for _, before := range nodes[:i] {
			if b := before.GetDefElem(); b.Defname == d.Defname && b.Defnamespace == d.Defnamespace {
				return s.fault(d.Location, invalidParameter, "parameter %q specified more than once", d.Defname)
			}
		}
	}
	return nil
}

// judgeOptions is judgeTableOptions for others; without rules nothing is refused.
func (s *stmt) judgeOptions(rules map[string]optionRule, nodes []*pg.Node) error {
	if rules == nil {
		return nil
	}
	if err := s.optionsOnce(nodes); err != nil {
		return err
	}
	for _, n := range nodes {
		d := n.GetDefElem()
		if d.Defnamespace != "" {
			return s.fault(d.Location, invalidParameter, "unrecognized parameter namespace %q", d.Defnamespace)
		}
		if err := s.judgeOption(rules, d); err != nil {
			return err
		}
	}
	return nil
}

func (s *stmt) judgeOption(rules map[string]optionRule, d *pg.DefElem) error {
	name := d.Defname
	rule, ok := rules[name]
	if !ok {
		return s.fault(d.Location, invalidParameter, "unrecognized parameter %q", d.Defname)
	}
	value := "true"
	if d.Arg != nil {
		value = strings.ToLower(constantText(d.Arg))
	}
	switch number, err := strconv.ParseFloat(value, 64); {
	case isNumeric(rule) && err != nil:
		return s.fault(d.Location, invalidParameter, "invalid value for option %q: %s", name, value)
	case isNumeric(rule) && (number < rule.least || number > rule.most):
		return s.fault(d.Location, invalidParameter, "value %s out of bounds for option %q", value, name)
	case rule.words != nil && !slices.Contains(rule.words, value):
		return s.fault(d.Location, invalidParameter, "invalid value for enum option %q: %s", name, value)
	case !isNumeric(rule) && rule.words == nil && !isBooleanWord(value):
		return s.fault(d.Location, invalidParameter, "invalid value for boolean option %q: %s", name, value)
	}
	return nil
}

// isBooleanWord reports whether a text is a boolean or the beginning of one.
func isBooleanWord(text string) bool {
	for _, word := range []string{"true", "false", "yes", "no"} {
		if text != "" && strings.HasPrefix(word, text) {
			return true
		}
	}
	return slices.Contains([]string{"on", "off", "of", "1", "0"}, text)
}

// judgeReset gives 42601 for RESET with values.
func (s *stmt) judgeReset(nodes []*pg.Node) error {
	for _, n := range nodes {
		if d := n.GetDefElem(); d.Arg != nil {
			return s.fault(d.Location, syntaxError, "RESET must not include values for parameters")
		}
	}
	return nil
}
