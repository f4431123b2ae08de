package plpgsql

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const notFollowedDate = "a calculation with dates of this form is not followed"

// dateForm and momentForm are how the server prints a date and a timestamp.
const (
	dateForm   = "2006-01-02"
	momentForm = "2006-01-02 15:04:05.999999"
)

// readMoment reads a date or a timestamp as the server prints it, or with a T in the
// middle and a Z behind. Only a date has no time.
func readMoment(text string) (t time.Time, isDate, ok bool) {
	if len(text) < 10 || text[4] != '-' || text[7] != '-' {
		return t, false, false
	}
	if t, err := time.Parse(dateForm, text); err == nil {
		return t, true, true
	}
	text = strings.Replace(strings.TrimSuffix(strings.TrimSuffix(text, "Z"), "+00"), "T", " ", 1)
	t, err := time.Parse(momentForm, text)
	return t, false, err == nil
}

// momentOf casts a text to date, timestamp or timestamptz.
func momentOf(v value, typ string) value {
	text := v.text
	if compact, err := time.Parse("20060102", text); err == nil {
		text = compact.Format(dateForm)
	}
	t, _, ok := readMoment(text)
	switch {
	case !ok:
		return unknown(notFollowedDate)
	case typ == "date":
		return known(t.Format(dateForm))
	}
	return known(t.Format(momentForm))
}

// span is an interval.
type span struct {
	months, days int
	rest         time.Duration
}

var spanUnits = map[string]span{
	"year": {months: 12}, "yr": {months: 12}, "month": {months: 1}, "mon": {months: 1}, "week": {days: 7}, "day": {days: 1},
	"hour": {rest: time.Hour}, "hr": {rest: time.Hour}, "minute": {rest: time.Minute}, "min": {rest: time.Minute},
	"second": {rest: time.Second}, "sec": {rest: time.Second},
}

// readSpan reads an interval of whole units, such as "1 month" or "2 days 3 hours".
func readSpan(text string) (span, bool) {
	words := strings.Fields(text)
	var out span
	if len(words) == 0 || len(words)%2 != 0 {
		return out, false
	}
	for i := 0; i < len(words); i += 2 {
		n, err := strconv.Atoi(words[i])
		unit, ok := spanUnits[strings.TrimSuffix(strings.ToLower(words[i+1]), "s")]
		if err != nil || !ok {
			return out, false
		}
		out = out.plus(unit, n)
	}
	return out, true
}

func (s span) plus(other span, times int) span {
	return span{s.months + times*other.months, s.days + times*other.days, s.rest + time.Duration(times)*other.rest}
}

func (s span) text() string {
	return fmt.Sprintf("%d month %d day %d second", s.months, s.days, int(s.rest/time.Second))
}

// after adds an interval to a moment: the last day of a month stays in its month.
func (s span) after(t time.Time) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(s.months), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1+s.days).Add(s.rest)
}

// momentArithmetic works out + and - with dates and intervals. It reports false when
// neither side is one.
func momentArithmetic(op string, l, r value) (value, bool) {
	if l.kind != valueText || r.kind != valueText {
		return null, false
	}
	t, isDate, left := readMoment(l.text)
	u, otherDate, right := readMoment(r.text)
	days, isDays := strconv.Atoi(r.text)
	s, isSpan := readSpan(r.text)
	times := map[string]int{"+": 1, "-": -1}[op]
	switch {
	case left && isSpan && times != 0:
		return known(span{}.plus(s, times).after(t).Format(momentForm)), true
	case left && isDate && isDays == nil && times != 0:
		return known(t.AddDate(0, 0, times*days).Format(dateForm)), true
	case left && right && isDate && otherDate && op == "-":
		return number(int(t.Sub(u) / (24 * time.Hour))), true
	case right && op == "+":
		return momentArithmetic(op, r, l)
	case left || right:
		return unknown(notFollowedDate), true
	}
	return spanArithmetic(op, l, r)
}

// spanArithmetic works out number * interval and sums of intervals.
func spanArithmetic(op string, l, r value) (value, bool) {
	s, isSpan := readSpan(l.text)
	other, isOther := readSpan(r.text)
	switch {
	case isSpan && isOther && (op == "+" || op == "-"):
		return known(s.plus(other, map[string]int{"+": 1, "-": -1}[op]).text()), true
	case (isSpan || isOther) && op == "*":
		if isOther {
			s, l, r = other, r, l
		}
		if n, err := strconv.Atoi(r.text); err == nil {
			return known(span{}.plus(s, n).text()), true
		}
		return unknown(notFollowedDate), true
	}
	return null, false
}

// truncated is date_trunc.
func truncated(unit, text string) value {
	t, _, ok := readMoment(text)
	year, month, day := t.Date()
	switch strings.ToLower(unit) {
	case "year":
		month, day = 1, 1
	case "quarter":
		month, day = (month-1)/3*3+1, 1
	case "month":
		day = 1
	case "week":
		day -= (int(t.Weekday()) + 6) % 7
	case "day":
	default:
		ok = false
	}
	if !ok {
		return unknown(notFollowedDate)
	}
	return known(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Format(momentForm))
}

// partOf is extract and date_part.
func partOf(unit, text string) value {
	t, _, ok := readMoment(text)
	if !ok {
		return unknown(notFollowedDate)
	}
	isoYear, week := t.ISOWeek()
	parts := map[string]int{"year": t.Year(), "month": int(t.Month()), "day": t.Day(), "quarter": (int(t.Month()) + 2) / 3, "isoyear": isoYear,
		"week": week, "dow": int(t.Weekday()), "isodow": (int(t.Weekday())+6)%7 + 1, "doy": t.YearDay(), "hour": t.Hour(), "minute": t.Minute()}
	if n, ok := parts[strings.ToLower(unit)]; ok {
		return number(n)
	}
	return unknown(notFollowedDate)
}

func madeDate(t []string) value {
	if len(t) != 3 {
		return unknown(notFollowedDate)
	}
	v := fmt.Sprintf("%04s-%02s-%02s", t[0], t[1], t[2])
	return momentOf(known(v), "date")
}

// charPatterns are the patterns of to_char, longest first, as the layouts of package
// time; "" for those that it has none for.
var charPatterns = []struct{ pattern, layout string }{
	{"YYYY", "2006"}, {"IYYY", ""}, {"HH24", "15"}, {"DDD", "002"}, {"MM", "01"}, {"DD", "02"}, {"YY", "06"}, {"MI", "04"}, {"SS", "05"},
	{"Mon", "Jan"}, {"MON", ""}, {"mon", ""}, {"IW", ""}, {"Q", ""},
}

// charText is to_char of a date, a timestamp or a number.
func charText(text, pattern string) value {
	t, _, ok := readMoment(text)
	if !ok {
		return charNumber(text, pattern)
	}
	isoYear, week := t.ISOWeek()
	special := map[string]string{"IYYY": fmt.Sprintf("%04d", isoYear), "IW": fmt.Sprintf("%02d", week), "Q": strconv.Itoa((int(t.Month()) + 2) / 3),
		"MON": strings.ToUpper(t.Format("Jan")), "mon": strings.ToLower(t.Format("Jan"))}
	var b strings.Builder
next:
	for pattern != "" {
		for _, p := range charPatterns {
			if rest, ok := strings.CutPrefix(pattern, p.pattern); ok {
				b.WriteString(firstOf(special[p.pattern], t.Format(firstOf(p.layout, "2006"))))
				pattern = rest
				continue next
			}
		}
		if literal, rest, ok := strings.Cut(strings.TrimPrefix(pattern, `"`), `"`); ok && pattern[0] == '"' {
			b.WriteString(literal)
			pattern = rest
			continue
		}
		if !strings.ContainsRune("_-/:., 0123456789", rune(pattern[0])) {
			return unknown("to_char with the pattern " + pattern + " is not followed")
		}
		b.WriteByte(pattern[0])
		pattern = pattern[1:]
	}
	return known(b.String())
}

// charNumber is to_char(number, 'FM000').
func charNumber(text, pattern string) value {
	digits, filled := strings.CutPrefix(pattern, "FM")
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || !filled || digits == "" || strings.Trim(digits, "0") != "" || len(text) > len(digits) {
		return unknown("to_char with the pattern " + pattern + " is not followed")
	}
	return known(fmt.Sprintf("%0*d", len(digits), n))
}

// momentSeries is generate_series of moments.
func momentSeries(args []value) ([][]value, string) {
	if len(args) == 2 {
		return nil, notFollowedDate
	}
	from, _, okFrom := readMoment(args[0].text)
	to, _, okTo := readMoment(args[1].text)
	step, okStep := readSpan(args[2].text)
	if !okFrom || !okTo || !okStep || !step.after(from).After(from) {
		return nil, firstOf(args[1].why, args[2].why, notFollowedDate)
	}
	var list []value
	for t := from; !t.After(to); t = step.after(t) {
		if list = append(list, known(t.Format(momentForm))); len(list) > maxRounds {
			return nil, "a series without an end"
		}
	}
	return [][]value{list}, ""
}
