package naming

import (
	"strings"
	"unicode"
)

// initialisms are words that Go writes in one case.
var initialisms = map[string]string{
	"acl": "ACL", "api": "API", "aws": "AWS", "cidr": "CIDR", "cpu": "CPU", "css": "CSS", "csv": "CSV", "db": "DB",
	"dns": "DNS", "eof": "EOF", "fk": "FK", "gcp": "GCP", "gid": "GID", "gps": "GPS", "grpc": "GRPC", "guid": "GUID",
	"html": "HTML", "http": "HTTP", "https": "HTTPS", "iban": "IBAN", "id": "ID", "ids": "IDs", "io": "IO", "ip": "IP",
	"ips": "IPs", "json": "JSON", "jsonb": "JSONB", "jwt": "JWT", "kms": "KMS", "mac": "MAC", "md5": "MD5", "mfa": "MFA", "ok": "OK", "otp": "OTP",
	"pdf": "PDF", "pk": "PK", "qps": "QPS", "ram": "RAM", "rpc": "RPC", "sha": "SHA", "sha256": "SHA256", "sku": "SKU",
	"sla": "SLA", "sms": "SMS", "smtp": "SMTP", "sql": "SQL", "ssh": "SSH", "ssl": "SSL", "sso": "SSO", "tcp": "TCP",
	"tls": "TLS", "totp": "TOTP", "ttl": "TTL", "udp": "UDP", "ui": "UI", "uid": "UID", "uri": "URI", "uris": "URIs",
	"url": "URL", "urls": "URLs", "utc": "UTC", "utf8": "UTF8", "uuid": "UUID", "uuids": "UUIDs", "vat": "VAT",
	"vm": "VM", "xml": "XML", "yaml": "YAML",
}

// words cuts a name at everything that is no letter or digit, and before an
// upper-case letter that follows a lower-case one.
func words(name string) []string {
	var out []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			out = append(out, string(word))
			word = word[:0]
		}
	}
	var last rune
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
		case unicode.IsUpper(r) && unicode.IsLower(last):
			end()
			word = append(word, r)
		default:
			word = append(word, r)
		}
		last = r
	}
	end()
	return out
}

func capital(word string) string {
	lower := strings.ToLower(word)
	if s, ok := initialisms[lower]; ok {
		return s
	}
	runes := []rune(lower)
	runes[0] = unicode.ToUpper(runes[0])
	return string(runes)
}

// Exported returns the name as an exported Go identifier: "company_id" becomes
// CompanyID. A name that cannot start one gets an X in front.
func Exported(name string) string {
	var b strings.Builder
	for _, w := range words(name) {
		b.WriteString(capital(w))
	}
	s := b.String()
	if s == "" || !unicode.IsUpper([]rune(s)[0]) {
		return "X" + s
	}
	return s
}

// symbols are the names of characters that no identifier can hold.
var symbols = map[rune]string{
	'+': "Plus", '-': "Minus", '*': "Star", '/': "Slash", '%': "Percent", '=': "Equal", '<': "Less", '>': "Greater",
	'!': "Not", '?': "Question", '&': "And", '|': "Or", '#': "Hash", '@': "At", '.': "Dot", ',': "Comma", '~': "Tilde",
}

// Label returns the label of an enum as the second part of a constant's name: as
// [Exported], but symbols are named where there is nothing else, the empty label
// is Empty, and digits need nothing in front.
func Label(label string) string {
	var b strings.Builder
	for _, w := range words(label) {
		b.WriteString(capital(w))
	}
	if b.Len() == 0 {
		for _, r := range label {
			b.WriteString(symbols[r])
		}
	}
	switch {
	case label == "":
		return "Empty"
	case b.Len() == 0:
		return "X"
	}
	return b.String()
}

// Unexported returns the name as an unexported Go identifier: "company_id"
// becomes companyID, "ID" id.
func Unexported(name string) string {
	list := words(name)
	if len(list) == 0 || !unicode.IsLetter([]rune(list[0])[0]) {
		return "x" + Exported(name)[1:]
	}
	first := strings.ToLower(list[0])
	if unicode.IsUpper([]rune(first)[0]) { // a capital that has no small letter
		return "x" + Exported(name)
	}
	return first + strings.TrimPrefix(Exported(name), capital(list[0]))
}

// Lower returns an exported Go identifier with its first word in lower case:
// CompanyID becomes companyID, URLMap urlMap.
func Lower(exported string) string {
	runes := []rune(exported)
	n := 0
	for n < len(runes) && unicode.IsUpper(runes[n]) {
		n++
	}
	switch {
	case n > 1 && n < len(runes) && unicode.IsLower(runes[n]) && string(runes[n:]) != "s":
		n-- // the last capital starts the next word
	case n == 0:
		n = min(1, len(runes))
	}
	return strings.ToLower(string(runes[:n])) + string(runes[n:])
}

// File returns a name for a Go file without extension. Endings that have a
// meaning to the go command (_test, _linux, _amd64) lose it.
func File(name string) string {
	var parts []string
	for _, w := range words(name) {
		parts = append(parts, strings.ToLower(w))
	}
	base := strings.Join(parts, "_")
	if base == "" {
		base = "x"
	}
	if last := parts[max(0, len(parts)-1):]; len(parts) > 1 && buildWords[last[0]] {
		base += "_table"
	}
	return base
}

// buildWords are the endings of file names by which the go command selects files.
var buildWords = set(`test aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9
	solaris wasip1 windows zos unix 386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv
	riscv64 s390x sparc sparc64 wasm amd64p32 armbe arm64be mips64p32 mips64p32le ppc`)

func set(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}
