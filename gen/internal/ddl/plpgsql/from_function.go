package plpgsql

import (
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// fromFunction knows the functions in FROM whose rows follow from their arguments.
func (m *machine) fromFunction(r *pg.RangeFunction, in []match) ([]match, string) {
	if len(r.Functions) != 1 || r.IsRowsfrom {
		return nil, "the rows of a function are asked for"
	}
	f := r.Functions[0].GetList().GetItems()[0].GetFuncCall()
	name := lastOf(nameList(f.GetFuncname()))
	alias := name
	if r.Alias != nil {
		alias = r.Alias.Aliasname
	}
	var out []match
	for _, x := range in {
		lists, why := m.functionRows(name, m.exprs(f.GetArgs(), x.frame))
		if why != "" {
			return nil, why
		}
		columns := make([]string, len(lists), len(lists)+1)
		for i := range columns {
			columns[i] = name
		}
		if len(lists) == 1 {
			columns[0] = alias
		}
		rows := 0
		for _, list := range lists {
			rows = max(rows, len(list))
		}
		if r.Ordinality {
			numbers := make([]value, rows)
			for i := range numbers {
				numbers[i] = number(i + 1)
			}
			lists, columns = append(lists, numbers), append(columns, "ordinality")
		}
		copy(columns, nameList(r.Alias.GetColnames()))
		table := make([]map[string]value, rows)
		for i := range table {
			table[i] = map[string]value{}
			for j, column := range columns {
				if table[i][column] = null; i < len(lists[j]) {
					table[i][column] = lists[j][i]
				}
			}
		}
		out = append(out, cross([]match{x}, table, alias, false)...)
	}
	return out, ""
}

// functionRows returns the columns of what a function gives.
func (m *machine) functionRows(name string, args []value) ([][]value, string) {
	var lists [][]value
	switch name {
	case "unnest":
		for _, a := range args {
			if a.kind == valueText {
				a = listOf(a)
			}
			if a.kind != valueList {
				return nil, firstOf(a.why, "unnest of something that is not a fixed list")
			}
			lists = append(lists, a.list)
		}
		return lists, ""
	case "generate_series":
		return series(args)
	case "regexp_split_to_table", "string_to_table":
		if len(args) == 2 && args[0].kind == valueText && args[1].kind == valueText && args[1].text != "" {
			sep := args[1].text
			if name == "regexp_split_to_table" {
				if strings.ContainsAny(sep, `.*+?()[]{}|^$\`) {
					break
				}
			}
			var list []value
			for part := range strings.SplitSeq(args[0].text, sep) {
				list = append(list, known(part))
			}
			return [][]value{list}, ""
		}
	}
	if f := moreTextFunctions[name]; f != nil && enough(name, args) {
		return [][]value{{apply(f, args...)}}, "" // one row, whatever is in it
	}
	return nil, "the rows of a function are asked for"
}

// series is generate_series of integers.
func series(args []value) ([][]value, string) {
	if len(args) > 1 {
		if _, _, ok := readMoment(args[0].text); ok {
			return momentSeries(args)
		}
	}
	bounds := []int{0, 0, 1}
	for i, a := range args {
		n, err := strconv.Atoi(a.text)
		if err != nil || i > 2 {
			return nil, firstOf(a.why, "a series that is not of integers")
		}
		bounds[i] = n
	}
	if len(args) < 2 || bounds[2] == 0 || (bounds[1]-bounds[0])/bounds[2] > maxRounds {
		return nil, "a series without an end"
	}
	var list []value
	for i := bounds[0]; bounds[2] > 0 && i <= bounds[1] || bounds[2] < 0 && i >= bounds[1]; i += bounds[2] {
		list = append(list, number(i))
	}
	return [][]value{list}, ""
}
