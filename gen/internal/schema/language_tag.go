package schema

import (
	"slices"
	"strings"
)

// keywords are the keys of a locale's keywords in a language tag.
var keywords = map[string]string{"collation": "co", "colstrength": "ks", "colalternate": "ka", "colbackwards": "kb", "colcaselevel": "kc",
	"colcasefirst": "kf", "colnumeric": "kn", "colnormalization": "kk", "colreorder": "kr", "colhiraganaquaternary": "kh", "kv": "kv",
	"calendar": "ca", "currency": "cu", "numbers": "nu"}

// keywordValues are values whose name in a language tag is another one.
var keywordValues = map[string]string{"co phonebook": "phonebk", "co traditional": "trad", "co dictionary": "dict", "co gb2312han": "gb2312",
	"ks primary": "level1", "ks secondary": "level2", "ks tertiary": "level3", "ks quaternary": "level4", "ks quarternary": "level4",
	"ks identical": "identic", "ka non-ignorable": "noignore", "kf no": "false", "kb yes": "true", "kb no": "false", "kc yes": "true", "kc no": "false",
	"kn yes": "true", "kn no": "false", "kk yes": "true", "kk no": "false", "kh yes": "true", "kh no": "false"}

// oldLanguages are codes of languages that have got others.
var oldLanguages = map[string]string{"iw": "he", "in": "id", "ji": "yi", "jw": "jv"}

// LanguageTag returns the name of a locale of ICU as a language tag, which is what servers
// from 16 on keep of it: "en_US" becomes "en-US". A name that is no locale stays.
func LanguageTag(locale string) string {
	switch strings.ToLower(locale) {
	case "":
		return "und"
	case "c", "posix":
		return "en-US-u-va-posix"
	}
	base, words, _ := strings.Cut(locale, "@")
	base, _, _ = strings.Cut(base, ".")
	keys := map[string]string{}
	var modifier string
	for word := range strings.SplitSeq(words, ";") {
		name, value, isPair := strings.Cut(word, "=")
		key := keywords[strings.ToLower(name)]
		switch {
		case word == "":
		case !isPair:
			modifier = "-" + word
		case key == "":
			return locale
		default:
			value = strings.ToLower(value)
			if other, ok := keywordValues[key+" "+value]; ok {
				value = other
			}
			keys[key] = value
		}
	}
	subtags := strings.Split(strings.ReplaceAll(base+modifier, "_", "-"), "-")
	head, rest, ok := languageHead(subtags)
	if !ok {
		return locale
	}
	if i := slices.Index(head, "posix"); i > 0 {
		head = slices.Delete(head, i, i+1)
		keys["va"] = "posix"
	}
	var tail []string
	if len(rest) > 0 && rest[0] == "u" {
		tail = localeKeys(rest[1:], keys)
	} else {
		tail = rest
	}
	out := strings.Join(head, "-")
	if len(keys) > 0 {
		names := make([]string, 0, len(keys))
		for name := range keys {
			names = append(names, name)
		}
		slices.Sort(names)
		out += "-u"
		for _, name := range names {
			out += "-" + name + "-" + keys[name]
		}
	}
	if len(tail) > 0 {
		out += "-" + strings.Join(tail, "-")
	}
	return out
}

// languageHead brings language, script, region and variants into their form, and returns
// the extensions. It reports false for what cannot stand in a language tag.
func languageHead(subtags []string) (head, rest []string, ok bool) {
	for i, tag := range subtags {
		tag = strings.ToLower(tag)
		letters := strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") == ""
		switch {
		case i == 0 && tag == "":
			tag = "und"
		case i == 0:
			if tag == "und" || oldLanguages[tag] == "" {
				break
			}
			tag = oldLanguages[tag]
		case len(tag) == 1:
			for _, more := range subtags[i:] {
				rest = append(rest, strings.ToLower(more))
			}
			return head, rest, true
		case len(tag) == 4 && letters && i == 1:
			tag = strings.ToUpper(tag[:1]) + tag[1:]
		case len(tag) == 2 && letters, len(tag) == 3 && strings.Trim(tag, "0123456789") == "":
			tag = strings.ToUpper(tag)
		case len(tag) < 4, len(tag) > 8:
			return nil, nil, false
		}
		head = append(head, tag)
	}
	return head, nil, len(head[0]) > 1 && len(head[0]) < 9
}

// localeKeys reads the keys of -u- with their values, and returns what follows them.
func localeKeys(tags []string, keys map[string]string) []string {
	for i := 0; i < len(tags); {
		key := tags[i]
		if len(key) == 1 {
			return tags[i:]
		}
		end := i + 1
		for end < len(tags) && len(tags[end]) > 2 {
			end++
		}
		keys[key] = strings.Join(tags[i+1:end], "-")
		if keys[key] == "" {
			keys[key] = "true"
		}
		i = end
	}
	return nil
}
