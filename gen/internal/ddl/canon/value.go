package canon

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// builtinValue prints a literal of a built-in type as the server stores it; text
// that it does not understand stays as it is.
func builtinValue(text string, t schema.Type) string {
	trimmed := strings.TrimSpace(text)
	switch t.Name {
	case "int2", "int4", "int8", "oid":
		if n, err := strconv.ParseInt(trimmed, 10, 64); err == nil {
			return strconv.FormatInt(n, 10)
		}
	case "numeric":
		return decimal(trimmed)
	case "float4", "float8":
		if f, err := strconv.ParseFloat(trimmed, 64); err == nil {
			return strconv.FormatFloat(f, 'g', -1, 64)
		}
	case "bool":
		return truth(trimmed)
	case "uuid":
		return uuid(trimmed)
	case "bytea":
		return byteString(text)
	case "bit", "varbit":
		return bits(text)
	case "jsonb":
		if out, ok := jsonText(text); ok {
			return out
		}
	case "date", "timestamp", "timestamptz", "time", "timetz":
		return dateTime(trimmed, t.Name)
	case "interval":
		return interval(trimmed, t.Modifier)
	case "char":
		return text[:min(len(text), 1)]
	case "jsonpath":
		return jsonPath(trimmed)
	case "tsquery":
		return textQuery(trimmed)
	case "money":
		return money(trimmed)
	case "box", "point", "lseg", "circle", "line", "polygon", "path":
		return geometry(trimmed, t.Name)
	case "inet", "macaddr", "macaddr8", "cidr":
		return strings.ToLower(trimmed)
	}
	return text
}

// fits reports whether an integer constant is in the range of a type.
func fits(text, name string) bool {
	size := map[string]int{"int2": 16, "int4": 32, "int8": 64}[name]
	if size == 0 {
		return true
	}
	_, err := strconv.ParseInt(text, 10, size)
	return err == nil
}

// decimal writes a number without plus sign, needless zeros in front and exponent.
// Zeros at the end stay: they are the scale.
func decimal(text string) string {
	s := strings.TrimPrefix(text, "+")
	switch strings.ToLower(strings.TrimPrefix(s, "-")) {
	case "nan":
		return "NaN"
	case "inf", "infinity":
		return strings.Repeat("-", len(s)-len(strings.TrimPrefix(s, "-"))) + "Infinity"
	}
	sign := ""
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		sign, s = "-", rest
	}
	if mantissa, exp, ok := strings.Cut(strings.ToLower(s), "e"); ok {
		n, err := strconv.Atoi(exp)
		if err != nil || n > 1000 || n < -1000 {
			return text
		}
		s = shift(mantissa, n)
	}
	whole, frac, point := strings.Cut(s, ".")
	if strings.Trim(whole+frac, "0123456789") != "" || whole+frac == "" {
		return text
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if point && frac != "" {
		whole += "." + frac
	}
	return sign + whole
}

// shift moves the decimal point of a number without sign.
func shift(mantissa string, n int) string {
	whole, frac, _ := strings.Cut(mantissa, ".")
	for ; n > 0; n-- {
		if frac == "" {
			frac = "0"
		}
		whole, frac = whole+frac[:1], frac[1:]
	}
	for ; n < 0; n++ {
		if whole == "" {
			whole = "0"
		}
		whole, frac = whole[:len(whole)-1], whole[len(whole)-1:]+frac
	}
	if frac == "" {
		return whole
	}
	return whole + "." + frac
}

func truth(text string) string {
	s := strings.ToLower(text)
	for _, word := range []string{"true", "yes"} {
		if s != "" && strings.HasPrefix(word, s) {
			return "true"
		}
	}
	for _, word := range []string{"false", "no"} {
		if s != "" && strings.HasPrefix(word, s) {
			return "false"
		}
	}
	switch s {
	case "on", "1":
		return "true"
	case "of", "off", "0":
		return "false"
	}
	return quoteText(text)
}

func uuid(text string) string {
	s := strings.ToLower(strings.NewReplacer("-", "", "{", "", "}", "").Replace(text))
	if len(s) != 32 {
		return text
	}
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// byteString writes a bytea in the hex format.
func byteString(text string) string {
	if rest, ok := strings.CutPrefix(text, `\x`); ok {
		return `\x` + strings.ToLower(strings.Join(strings.Fields(rest), ""))
	}
	var raw []byte
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			raw = append(raw, text[i])
			continue
		}
		if strings.HasPrefix(text[i+1:], `\`) {
			raw = append(raw, '\\')
			i++
			continue
		}
		if i+4 > len(text) {
			return text
		}
		n, err := strconv.ParseUint(text[i+1:i+4], 8, 8)
		if err != nil {
			return text
		}
		raw = append(raw, byte(n))
		i += 3
	}
	return `\x` + hex.EncodeToString(raw)
}

// bits writes a bit string as zeros and ones.
func bits(text string) string {
	switch {
	case strings.HasPrefix(text, "b"), strings.HasPrefix(text, "B"):
		return text[1:]
	case strings.HasPrefix(text, "x"), strings.HasPrefix(text, "X"):
		var b strings.Builder
		for _, r := range text[1:] {
			n, err := strconv.ParseUint(string(r), 16, 4)
			if err != nil {
				return text
			}
			b.WriteString(strconv.FormatUint(16+n, 2)[1:])
		}
		return b.String()
	}
	return text
}

// jsonText writes a document as jsonb prints it: keys by length, then bytes, the
// last of equal ones, numbers without exponent.
func jsonText(text string) (string, bool) {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var b strings.Builder
	if !jsonValue(dec, &b) || dec.More() {
		return "", false
	}
	return b.String(), true
}

func jsonValue(dec *json.Decoder, b *strings.Builder) bool {
	token, err := dec.Token()
	if err != nil {
		return false
	}
	switch v := token.(type) {
	case json.Delim:
		if v == '[' {
			return jsonArray(dec, b)
		}
		return jsonObject(dec, b)
	case json.Number:
		b.WriteString(decimal(v.String()))
	case string:
		b.WriteString(jsonString(v))
	case bool:
		b.WriteString(strconv.FormatBool(v))
	default:
		b.WriteString("null")
	}
	return true
}

func jsonArray(dec *json.Decoder, b *strings.Builder) bool {
	b.WriteByte('[')
	for first := true; dec.More(); first = false {
		if !first {
			b.WriteString(", ")
		}
		if !jsonValue(dec, b) {
			return false
		}
	}
	b.WriteByte(']')
	_, err := dec.Token()
	return err == nil
}

func jsonObject(dec *json.Decoder, b *strings.Builder) bool {
	members := map[string]string{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return false
		}
		var member strings.Builder
		if !jsonValue(dec, &member) {
			return false
		}
		members[key.(string)] = member.String()
	}
	keys := make([]string, 0, len(members))
	for k := range members {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y string) int {
		if len(x) != len(y) {
			return len(x) - len(y)
		}
		return strings.Compare(x, y)
	})
	b.WriteByte('{')
	for i, k := range keys {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(jsonString(k) + ": " + members[k])
	}
	b.WriteByte('}')
	_, err := dec.Token()
	return err == nil
}

func jsonString(s string) string {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if enc.Encode(s) != nil {
		return strconv.Quote(s)
	}
	return strings.TrimSuffix(buf.String(), "\n")
}

// arrayText writes an array literal with every element in the form of its type.
func arrayText(text string, value func(string) string) (string, bool) {
	s := strings.TrimSpace(text)
	if !strings.HasPrefix(s, "{") || !strings.HasSuffix(s, "}") {
		return "", false
	}
	var b strings.Builder
	rest, ok := arrayLevel(s, &b, value)
	return b.String(), ok && strings.TrimSpace(rest) == ""
}

func arrayLevel(s string, b *strings.Builder, value func(string) string) (rest string, ok bool) {
	b.WriteByte('{')
	s = strings.TrimSpace(s[1:])
	if strings.HasPrefix(s, "}") {
		b.WriteByte('}')
		return s[1:], true
	}
	for {
		s = strings.TrimSpace(s)
		switch {
		case strings.HasPrefix(s, "{"):
			if s, ok = arrayLevel(s, b, value); !ok {
				return "", false
			}
		case strings.HasPrefix(s, `"`):
			item, after, ok := quotedItem(s[1:])
			if !ok {
				return "", false
			}
			b.WriteString(strconv.Quote(value(item)))
			s = after
		default:
			end := strings.IndexAny(s, ",}")
			if end < 0 || strings.ContainsAny(s[:end], `\"{`) {
				return "", false
			}
			item := strings.TrimSpace(s[:end])
			if strings.EqualFold(item, "null") {
				b.WriteString("NULL")
			} else {
				b.WriteString(strconv.Quote(value(item)))
			}
			s = s[end:]
		}
		s = strings.TrimSpace(s)
		if strings.HasPrefix(s, "}") {
			b.WriteByte('}')
			return s[1:], true
		}
		if !strings.HasPrefix(s, ",") {
			return "", false
		}
		b.WriteByte(',')
		s = s[1:]
	}
}

func quotedItem(s string) (item, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			if i++; i < len(s) {
				b.WriteByte(s[i])
			}
		case '"':
			return b.String(), s[i+1:], true
		default:
			b.WriteByte(s[i])
		}
	}
	return "", "", false
}
