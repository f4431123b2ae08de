package plpgsql

import (
	"crypto/md5" //nolint:gosec // the server's function of that name
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// moreTextFunctions are strict functions of texts that make names and dates.
var moreTextFunctions = map[string]func(t []string) value{
	"lpad":        func(t []string) value { return padded(t, true) },
	"rpad":        func(t []string) value { return padded(t, false) },
	"btrim":       func(t []string) value { return known(strings.Trim(t[0], second(t, " "))) },
	"ltrim":       func(t []string) value { return known(strings.TrimLeft(t[0], second(t, " "))) },
	"rtrim":       func(t []string) value { return known(strings.TrimRight(t[0], second(t, " "))) },
	"md5":         func(t []string) value { sum := md5.Sum([]byte(t[0])); return known(hex.EncodeToString(sum[:])) }, //nolint:gosec // as above
	"starts_with": func(t []string) value { return truth(strings.HasPrefix(t[0], t[1])) },
	"translate":   func(t []string) value { return translated(t[0], t[1], t[2]) },
	"chr": func(t []string) value {
		if n, err := strconv.Atoi(t[0]); err == nil && n > 0 {
			return known(string(rune(n)))
		}
		return unknown("chr with such arguments")
	},
	"regexp_match":   func(t []string) value { return groupsOf(t) },
	"position":       func(t []string) value { return textFunctions["strpos"](t) },
	"date_trunc":     func(t []string) value { return truncated(t[0], t[1]) },
	"date_part":      func(t []string) value { return partOf(t[0], t[1]) },
	"extract":        func(t []string) value { return partOf(t[0], t[1]) },
	"make_date":      madeDate,
	"to_char":        func(t []string) value { return charText(t[0], t[1]) },
	"to_date":        func(t []string) value { return momentOf(known(t[0]), "date") },
	"regexp_replace": func(t []string) value { return replacedPattern(t) },
	"repeat": func(t []string) value {
		n, err := strconv.Atoi(t[1])
		if err != nil || n > maxRounds {
			return unknown("a text that is repeated too often")
		}
		return known(strings.Repeat(t[0], max(n, 0)))
	},
	"reverse": func(t []string) value {
		runes := []rune(t[0])
		slices.Reverse(runes)
		return known(string(runes))
	},
	"right": func(t []string) value {
		runes := []rune(t[0])
		n, err := strconv.Atoi(t[1])
		if err != nil || n < 0 {
			return unknown("right with such arguments")
		}
		return known(string(runes[max(len(runes)-n, 0):]))
	},
}

func second(t []string, otherwise string) string {
	if len(t) > 1 {
		return t[1]
	}
	return otherwise
}

// padded is lpad and rpad.
func padded(t []string, left bool) value {
	text, fill := []rune(t[0]), []rune(" ")
	if len(t) > 2 {
		fill = []rune(t[2])
	}
	n, err := strconv.Atoi(t[1])
	if err != nil || n > maxRounds {
		return unknown("a text that is padded too far")
	}
	n = max(n, 0)
	if len(text) >= n || len(fill) == 0 {
		return known(string(text[:min(n, len(text))]))
	}
	var pad []rune
	for len(pad) < n-len(text) {
		pad = append(pad, fill[len(pad)%len(fill)])
	}
	if left {
		return known(string(pad) + string(text))
	}
	return known(string(text) + string(pad))
}

// translated is translate(text, from, to): characters without a partner go.
func translated(text, from, to string) value {
	source, target := []rune(from), []rune(to)
	return known(strings.Map(func(r rune) rune {
		switch i := slices.Index(source, r); {
		case i < 0:
			return r
		case i < len(target):
			return target[i]
		}
		return -1
	}, text))
}

// replacedPattern is regexp_replace with the flags g and i.
func replacedPattern(t []string) value {
	if len(t) < 3 || len(t) > 4 || t[2] != "" && strings.Contains(t[2], `\`) {
		return unknown("regexp_replace with such arguments")
	}
	flags := ""
	if len(t) == 4 {
		flags = t[3]
	}
	if v := matches("~", t[0], t[1]); v.isUnknown() || strings.Trim(flags, "gi") != "" || !sameExtent(t[1]) {
		return unknown("regexp_replace with such arguments")
	}
	pattern := "(?s)" + t[1]
	if strings.Contains(flags, "i") {
		pattern = "(?i)" + pattern
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return unknown("regexp_replace with such arguments")
	}
	if strings.Contains(flags, "g") {
		return known(re.ReplaceAllLiteralString(t[0], t[2]))
	}
	if at := re.FindStringIndex(t[0]); at != nil {
		return known(t[0][:at[0]] + t[2] + t[0][at[1]:])
	}
	return known(t[0])
}

// groupsOf is regexp_match: the parts in parentheses, or all of the match.
func groupsOf(t []string) value {
	if v := matches("~", t[0], t[1]); v.isUnknown() || len(t) > 2 || !sameExtent(t[1]) {
		return unknown("regexp_match with such arguments")
	}
	found := regexp.MustCompile("(?s)" + t[1]).FindStringSubmatch(t[0])
	switch {
	case found == nil:
		return null
	case len(found) > 1:
		found = found[1:]
	}
	out := value{kind: valueList}
	for _, part := range found {
		out.list = append(out.list, known(part))
	}
	return out
}

// sameExtent reports whether a pattern matches the same part of a text here and on the
// server, which prefers the longest of several ways.
func sameExtent(pattern string) bool {
	return !strings.Contains(pattern, "|") && !strings.Contains(pattern, "*?") && !strings.Contains(pattern, "+?") && !strings.Contains(pattern, "??")
}

// leastArguments is how many arguments functions need that read more than one, or that
// read one outside of the tables of text functions.
var leastArguments = map[string]int{
	"lpad": 2, "rpad": 2, "starts_with": 2, "translate": 3, "position": 2, "strpos": 2, "date_trunc": 2, "date_part": 2, "extract": 2, "make_date": 3,
	"to_char": 2, "regexp_replace": 3, "regexp_match": 2, "repeat": 2, "right": 2, "left": 2, "substr": 2, "substring": 2, "split_part": 3, "string_to_array": 2,
	"to_regclass": 1, "to_regtype": 1, "to_regnamespace": 1, "to_regproc": 1, "to_regprocedure": 1, "to_regrole": 1, "concat_ws": 1,
	"array_length": 1, "cardinality": 1, "array_upper": 1, "array_to_string": 2, "pg_get_function_identity_arguments": 1, "pg_get_serial_sequence": 2,
}

// enough reports whether a call passes what the function of the name needs.
func enough(name string, args []value) bool {
	least := leastArguments[name]
	if moreTextFunctions[name] != nil || textFunctions[name] != nil {
		least = max(least, 1)
	}
	return len(args) >= least
}
