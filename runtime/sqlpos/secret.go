package sqlpos

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// What follows the name of a password and the like: a literal, in options and
// PASSWORD '...'; what stands after an equals sign, in connection strings, with quotes
// of their own or without; and the password of a URL. The second group is the value.
var secrets = sync.OnceValue(func() []*regexp.Regexp {
	return []*regexp.Regexp{
		regexp.MustCompile(`(?i)((?:pass(?:word|wd|phrase)|secret|token|credential|api_?key|access_key|private_key)[a-z0-9_]*"?\s*=?\s*')((?:[^']|'')+)`),
		regexp.MustCompile(`(?i)((?:pass(?:word|wd|phrase)|secret|token|credential|api_?key|access_key|private_key)[a-z0-9_]*\s*=\s*)([^\s',;()]+)`),
		regexp.MustCompile(`(?i)((?:pass(?:word|wd|phrase)|secret|token|credential|api_?key|access_key|private_key)[a-z0-9_]*\s*=\s*(?:''|\\'))([^']+)`),
		regexp.MustCompile(`(://[^\s:/@']+:)([^\s@']+)@`),
	}
})

// masked returns the line with stars in place of passwords, as many as they have
// bytes.
func masked(line string) string {
	for _, secret := range secrets() {
		for _, at := range secret.FindAllStringSubmatchIndex(line, -1) {
			value := line[at[4]:at[5]]
			line = line[:at[4]] + strings.Repeat("*", len(value)) + line[at[5]:]
		}
	}
	return line
}

// starred returns the line with one star in place of each character of a password, so
// that the caret below still fits.
func starred(line string) string {
	stars, out := masked(line), strings.Builder{}
	for i := 0; i < len(line); {
		_, width := utf8.DecodeRuneInString(line[i:])
		if stars[i] == '*' && line[i] != '*' {
			out.WriteByte('*')
		} else {
			out.WriteString(line[i : i+width])
		}
		i += width
	}
	return out.String()
}
