package schema

import "testing"

// TestLocalesBecomeLanguageTags has what PostgreSQL 16 to 18 say of each name.
func TestLocalesBecomeLanguageTags(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]string{
		"en_US": "en-US", "EN-us": "en-US", "en": "en", "en_US.UTF-8": "en-US", "zh_Hant_TW": "zh-Hant-TW", "root": "root", "und": "und", "": "und",
		"en-US-u-kn-true": "en-US-u-kn-true", "de@collation=phonebook": "de-u-co-phonebk", "und-u-ks-level2": "und-u-ks-level2",
		"de_DE@colStrength=secondary;colNumeric=yes": "de-DE-u-kn-true-ks-level2", "C": "en-US-u-va-posix", "@colStrength=primary": "und-u-ks-level1",
		"sr_RS@latin": "sr-RS-latin", "en-US-x-icu": "en-US-x-icu", "es_ES_TRADITIONAL": "es_ES_TRADITIONAL", "iw": "he",
		"en_US_POSIX": "en-US-u-va-posix", "fr-CA-u-kb": "fr-CA-u-kb-true", "und-u-ka-shifted-kf-upper": "und-u-ka-shifted-kf-upper",
		"de-u-co-phonebk-ks-level2-kc-true": "de-u-co-phonebk-kc-true-ks-level2",
	} {
		if got := LanguageTag(locale); got != want {
			t.Errorf("%q becomes %q, want %q", locale, got, want)
		}
		if again := LanguageTag(want); again != want {
			t.Errorf("%q is no fixed point: %q", want, again)
		}
	}
}
