package canon

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// dateTime writes an ISO date or time in one form. What the server works out when
// the statement runs ('now', 'today') and other styles stay as they are.
func dateTime(text, typ string) string {
	if typ == "time" || typ == "timetz" {
		return clock(text, typ)
	}
	switch s := strings.ToLower(text); s {
	case "infinity", "-infinity":
		return s
	case "+infinity":
		return "infinity"
	case "epoch":
		text = "1970-01-01 00:00:00"
	}
	at, zoned, ok := parseTimestamp(text)
	if !ok {
		return text
	}
	switch typ {
	case "date":
		return at.Format("2006-01-02")
	case "timestamp":
		return at.Format("2006-01-02 15:04:05.999999")
	}
	if zoned {
		at = at.UTC()
	}
	return at.Format("2006-01-02 15:04:05.999999") + "+00"
}

var timestampLayouts = []string{"2006-1-2 15:4:5.999999", "2006-1-2 15:4", "2006-1-2", "20060102"}

// parseTimestamp reads ISO text. A time zone is part of the result; for a
// timestamp without one the server ignores it, so the clock is as written.
func parseTimestamp(text string) (at time.Time, zoned, ok bool) {
	s := strings.ToUpper(strings.Join(strings.Fields(text), " "))
	if i := strings.IndexByte(s, 'T'); i > 7 && i < 11 {
		s = s[:i] + " " + s[i+1:] // the ISO letter between date and time
	}
	s = strings.TrimSuffix(s, " AD")
	for _, zone := range []string{"Z", " Z", " UTC", "UTC", " GMT"} {
		if rest, cut := strings.CutSuffix(s, zone); cut && strings.Contains(rest, ":") {
			s, zoned = rest, true
		}
	}
	for _, layout := range timestampLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, zoned, true
		}
		for _, zone := range []string{"-07:00", "-0700", "-07", " -07:00", " -07"} {
			if !strings.Contains(layout, ":") {
				continue
			}
			if t, err := time.Parse(layout+zone, s); err == nil {
				return t, true, true
			}
		}
	}
	return time.Time{}, false, false
}

func clock(text, typ string) string {
	if typ == "timetz" {
		return zonedClock(text)
	}
	for _, layout := range []string{"15:4:5.999999", "15:4"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Format("15:04:05.999999")
		}
	}
	return text
}

// zonedClock writes a time with its zone as the server does; a time without one has
// that of the session, and stays as it is.
func zonedClock(text string) string {
	s := strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	for _, zone := range []string{"Z", "UTC", "GMT"} {
		if rest, ok := strings.CutSuffix(s, zone); ok {
			s = rest + "+00"
			break
		}
	}
	for _, layout := range []string{"15:4:5.999999", "15:4"} {
		for _, zone := range []string{"-07:00", "-0700", "-07"} {
			t, err := time.Parse(layout+zone, s)
			if err != nil {
				continue
			}
			if _, offset := t.Zone(); offset%3600 == 0 {
				return t.Format("15:04:05.999999-07")
			}
			return t.Format("15:04:05.999999-07:00")
		}
	}
	return text
}

// span is an interval as the server stores it.
type span struct{ months, days, micros int64 }

// interval writes an interval in one form: '1 day', '1 day'::interval and
// 'P1D' are one, '24 hours' is another.
func interval(text, fields string) string {
	sp, ok := parseInterval(strings.ToLower(text), fields)
	if !ok {
		return text
	}
	if _, digits, ok := strings.Cut(strings.TrimSuffix(fields, ")"), "("); ok {
		fields = digits
	}
	if digits, err := strconv.Atoi(fields); err == nil && digits < 6 {
		sp.micros = rounded(sp.micros, digits)
	}
	return fmt.Sprintf("%dmon %dd %dus", sp.months, sp.days, sp.micros)
}

// rounded keeps so many digits of the second.
func rounded(micros int64, digits int) int64 {
	unit := int64(1)
	for range 6 - digits {
		unit *= 10
	}
	half := unit / 2
	if micros < 0 {
		half = -half
	}
	return (micros + half) / unit * unit
}

// yearMonth is the form of the standard: '1-2' is a year and two months.
var yearMonth = regexp.MustCompile(`^([+-]?)(\d+)-(\d+)$`)

func parseInterval(s, fields string) (span, bool) {
	var sp span
	if strings.HasPrefix(s, "p") {
		return isoInterval(s[1:])
	}
	s = strings.TrimSpace(strings.TrimPrefix(s, "@"))
	s, ago := strings.CutSuffix(s, " ago")
	words := strings.Fields(spaceUnits(s))
	if len(words) == 0 {
		return sp, false
	}
	for i := 0; i < len(words); i++ {
		w := words[i]
		if part := yearMonth.FindStringSubmatch(w); part != nil {
			years, _ := strconv.ParseInt(part[2], 10, 32)
			months, _ := strconv.ParseInt(part[3], 10, 32)
			if months += 12 * years; part[1] == "-" {
				months = -months
			}
			sp.months += months
			continue
		}
		if strings.Contains(w, ":") {
			us, ok := parseClock(w, strings.HasPrefix(fields, "minute to second"))
			if !ok {
				return sp, false
			}
			sp.micros += us
			continue
		}
		unit := defaultUnit(fields)
		if i+1 < len(words) && !startsNumber(words[i+1]) {
			unit = words[i+1]
			i++
		} else if i+1 < len(words) {
			unit = "day" // '1 12:00' is one day and twelve hours
			if !strings.Contains(words[i+1], ":") {
				return sp, false
			}
		}
		if !sp.add(w, unit) {
			return sp, false
		}
	}
	if ago {
		sp = span{-sp.months, -sp.days, -sp.micros}
	}
	return sp, true
}

// spaceUnits puts a blank between a number and the unit that follows it.
func spaceUnits(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && r >= 'a' && r <= 'z' && s[i-1] >= '0' && s[i-1] <= '9' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func startsNumber(w string) bool { return strings.ContainsAny(w[:1], "0123456789+-.") }

// defaultUnit is the unit of a bare number: the last of the fields, else seconds.
func defaultUnit(fields string) string {
	fields, _, _ = strings.Cut(fields, "(")
	words := strings.Fields(fields)
	if len(words) == 0 || startsNumber(words[0]) {
		return "second"
	}
	return words[len(words)-1]
}

// parseClock reads hours, minutes and seconds; of two parts the first are the hours,
// or the minutes where the fields of the interval or a fraction say so.
func parseClock(w string, minutes bool) (int64, bool) {
	sign := int64(1)
	if rest, ok := strings.CutPrefix(w, "-"); ok {
		sign, w = -1, rest
	}
	parts := strings.Split(strings.TrimPrefix(w, "+"), ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	var total int64
	units := []int64{3600e6, 60e6, 1e6}
	if len(parts) == 2 && (minutes || strings.Contains(parts[1], ".")) {
		units = units[1:]
	}
	for i, unit := range units[:len(parts)] {
		n, ok := scaled(parts[i], unit)
		if !ok {
			return 0, false
		}
		total += n
	}
	return sign * total, true
}

// scaled multiplies a decimal number and fails unless the result is whole.
func scaled(number string, unit int64) (int64, bool) {
	neg := strings.HasPrefix(number, "-")
	whole, frac, _ := strings.Cut(strings.TrimLeft(number, "+-"), ".")
	if whole == "" {
		whole = "0"
	}
	n, err := strconv.ParseInt(whole, 10, 40)
	if err != nil {
		return 0, false
	}
	n *= unit
	for i, scale := 0, int64(1); i < len(frac); i++ {
		if frac[i] < '0' || frac[i] > '9' || i > 8 {
			return 0, false
		}
		scale *= 10
		part := int64(frac[i]-'0') * unit
		if part%scale != 0 {
			return 0, false
		}
		n += part / scale
	}
	if neg {
		n = -n
	}
	return n, true
}

// add adds an amount of a unit; an amount that does not come out even is refused.
func (sp *span) add(number, unit string) bool {
	var target *int64
	var factor int64
	switch strings.TrimSuffix(unit, "s") {
	case "millennium", "millennia", "mil", "mill":
		target, factor = &sp.months, 12000
	case "century", "centurie", "c", "cent":
		target, factor = &sp.months, 1200
	case "decade", "dec":
		target, factor = &sp.months, 120
	case "year", "y", "yr":
		target, factor = &sp.months, 12
	case "month", "mon":
		target, factor = &sp.months, 1
	case "week", "w":
		target, factor = &sp.days, 7
	case "day", "d":
		target, factor = &sp.days, 1
	case "hour", "h", "hr":
		target, factor = &sp.micros, 3600e6
	case "minute", "m", "min":
		target, factor = &sp.micros, 60e6
	case "second", "sec", "":
		target, factor = &sp.micros, 1e6
	case "millisecond", "msec", "m_":
		target, factor = &sp.micros, 1000
	case "microsecond", "usec", "u":
		target, factor = &sp.micros, 1
	default:
		return false
	}
	if unit == "ms" {
		target, factor = &sp.micros, 1000
	}
	if n, ok := scaled(number, factor); ok {
		*target += n
		return true
	}
	return sp.addFraction(number, target, factor)
}

// addFraction adds an amount of months or days that does not come out even: what is
// left of a month goes into days of 30, and of a day into the time.
func (sp *span) addFraction(number string, target *int64, factor int64) bool {
	value, ok := new(big.Rat).SetString(strings.TrimPrefix(number, "+"))
	if !ok || target == &sp.micros {
		return false
	}
	take := func(to *int64, x *big.Rat) *big.Rat {
		whole := new(big.Int).Quo(x.Num(), x.Denom())
		*to += whole.Int64()
		return new(big.Rat).Sub(x, new(big.Rat).SetInt(whole))
	}
	rest := take(target, value.Mul(value, big.NewRat(factor, 1)))
	if target == &sp.months {
		if factor > 1 { // a fraction of years is rounded to months
			return rest.Sign() == 0
		}
		rest = take(&sp.days, rest.Mul(rest, big.NewRat(30, 1)))
	}
	rest = take(&sp.micros, rest.Mul(rest, big.NewRat(24*3600e6, 1)))
	return rest.Sign() == 0
}

// isoInterval reads P1Y2M3DT4H5M6S without the P.
func isoInterval(s string) (span, bool) {
	var sp span
	date, clockPart, _ := strings.Cut(s, "t")
	for i, part := range []string{date, clockPart} {
		number := ""
		for _, r := range part {
			if strings.ContainsRune("0123456789.+-", r) {
				number += string(r)
				continue
			}
			unit := map[string]string{"y": "year", "m": "month", "w": "week", "d": "day", "h": "hour", "s": "second"}[string(r)]
			if i == 1 && r == 'm' {
				unit = "minute"
			}
			if unit == "" || number == "" || !sp.add(number, unit) {
				return sp, false
			}
			number = ""
		}
		if number != "" {
			return sp, false
		}
	}
	return sp, true
}
