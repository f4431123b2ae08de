package canon

import (
	"strconv"
	"strings"
)

// money writes an amount as the server does in the locale C: with a dollar sign and
// two digits of cents. What it does not understand stays as it is.
func money(text string) string {
	s := strings.NewReplacer("$", "", ",", "").Replace(text)
	sign := ""
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		sign, s = "-", rest
	}
	whole, cents, _ := strings.Cut(s, ".")
	if whole == "" || len(cents) > 2 || strings.Trim(whole+cents, "0123456789") != "" {
		return text
	}
	return sign + "$" + whole + "." + (cents + "00")[:2]
}

// geometry writes points without needless blanks, and the corners of a box with the
// upper right one first.
func geometry(text, name string) string {
	s := strings.Join(strings.Fields(text), "")
	if name != "box" {
		return s
	}
	parts := strings.Split(strings.Trim(strings.NewReplacer("(", "", ")", "").Replace(s), " "), ",")
	if len(parts) != 4 {
		return s
	}
	at := make([]float64, 4)
	for i, p := range parts {
		f, err := strconv.ParseFloat(p, 64)
		if err != nil {
			return s
		}
		at[i] = f
	}
	write := func(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
	point := func(x, y float64) string { return "(" + write(x) + "," + write(y) + ")" }
	return point(max(at[0], at[2]), max(at[1], at[3])) + "," + point(min(at[0], at[2]), min(at[1], at[3]))
}
