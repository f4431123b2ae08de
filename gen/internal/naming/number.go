package naming

import (
	"slices"
	"strings"
)

// irregular are plurals that no rule finds.
var irregular = map[string]string{
	"people": "person", "children": "child", "men": "man", "women": "woman", "mice": "mouse", "geese": "goose",
	"teeth": "tooth", "feet": "foot", "oxen": "ox", "indices": "index", "matrices": "matrix", "vertices": "vertex",
	"appendices": "appendix", "criteria": "criterion", "phenomena": "phenomenon", "analyses": "analysis",
	"crises": "crisis", "theses": "thesis", "hypotheses": "hypothesis", "diagnoses": "diagnosis", "axes": "axis",
	"quizzes": "quiz", "lives": "life", "knives": "knife", "wives": "wife", "leaves": "leaf", "shelves": "shelf",
	"halves": "half", "wolves": "wolf", "selves": "self", "calves": "calf", "loaves": "loaf", "thieves": "thief",
	"movies": "movie", "cookies": "cookie", "ties": "tie", "pies": "pie", "dies": "die", "zombies": "zombie",
	"selfies": "selfie", "calories": "calorie", "aliases": "alias", "gases": "gas", "lenses": "lens", "biases": "bias",
	"canvases": "canvas", "atlases": "atlas", "shoes": "shoe", "toes": "toe", "caches": "cache", "avalanches": "avalanche",
}

// invariant are words that are their own plural or not counted.
var invariant = set(`series species news equipment information data metadata media software hardware feedback
	sheep fish deer aircraft sms dns https gps aws kms css rss tls sas os analytics logistics physics mathematics
	money staff access progress business has is was this does settings_data`)

// usWords end in -us; their plural ends in -uses as that of "house" does.
var usWords = set(`status bus bonus virus campus census corpus focus consensus apparatus prospectus genus nexus
	radius stimulus surplus terminus walrus chorus circus fungus cactus octopus abacus`)

// asWords end in -as without being plurals.
var asWords = set(`alias atlas bias canvas gas pancreas pyjamas`)

// Singular returns the singular of an English name's last word in the same
// writing: "order_statuses" becomes "order_status".
func Singular(name string) string { return lastWord(name, singular) }

// Plural returns the plural of an English name's last word. A word that is one
// already stays.
func Plural(name string) string { return lastWord(name, plural) }

// lastWord passes the last run of letters through f.
func lastWord(name string, f func(string) string) string {
	list := words(name)
	if len(list) == 0 {
		return name
	}
	last := list[len(list)-1]
	at := strings.LastIndex(name, last)
	lower := strings.ToLower(last)
	changed := f(lower)
	if changed == lower {
		return name
	}
	common := 0
	for common < min(len(changed), len(last)) && changed[common] == lower[common] {
		common++
	}
	return name[:at] + last[:common] + changed[common:] + name[at+len(last):]
}

func singular(w string) string {
	if s, ok := irregular[w]; ok {
		return s
	}
	end := func(suffixes ...string) bool {
		return slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(w, s) && len(w) > len(s)+1 })
	}
	switch {
	case invariant[w] || asWords[w] || end("ss", "us", "is"):
		return w
	case end("ies"):
		return w[:len(w)-3] + "y"
	case end("sses", "shes", "ches", "xes", "zzes"), end("uses") && usWords[w[:len(w)-2]]:
		return w[:len(w)-2]
	case end("oes"):
		return w[:len(w)-2]
	case end("s"):
		return w[:len(w)-1]
	}
	return w
}

func plural(w string) string {
	if invariant[w] || singular(w) != w {
		return w
	}
	for many, one := range irregular {
		if one == w {
			return many
		}
	}
	switch n := len(w); {
	case strings.HasSuffix(w, "y") && n > 1 && !strings.ContainsRune("aeiou", rune(w[n-2])):
		return w[:n-1] + "ies"
	case strings.HasSuffix(w, "sis"):
		return w[:n-2] + "es"
	case strings.HasSuffix(w, "s"), strings.HasSuffix(w, "x"), strings.HasSuffix(w, "z"),
		strings.HasSuffix(w, "ch"), strings.HasSuffix(w, "sh"):
		return w + "es"
	}
	return w + "s"
}
