"""What each family of cues finds, and what it leaves alone."""

from __future__ import annotations

import pytest

from rumor.features.analysis import Analysis
from rumor.features.cues import is_negated
from rumor.features.extract import FAMILIES, analyse
from rumor.features.lexicon import Entry, Lexicon
from rumor.features.reading import read
from rumor.features.sentence import Sentence, in_context


def alone(family: str, sentence: Sentence) -> Analysis:
    """Return what a family notes by itself."""
    return analyse(sentence, without=FAMILIES.keys() - {family})


def cues_of(sentence: Sentence, kind: str) -> Analysis:
    """Return what the cues of a kind give."""
    analysis = Analysis(sentence)
    analysis.note_matches([kind])
    return analysis


def found(family: str, text: str, *, before: str = "", title: str = "") -> list[tuple[str, str]]:
    """Return the kind and the words of each cue that a family finds."""
    cues = alone(family, in_context(text, before=before, title=title)).cues
    return [(cue.kind, text[cue.start : cue.end]) for cue in cues]


def values(family: str, text: str, *, before: str = "", title: str = "") -> dict[str, float]:
    return alone(family, in_context(text, before=before, title=title)).values


class TestCues:
    @pytest.mark.parametrize(
        ("family", "kind", "text", "word"),
        [
            ("hedging", "hedge", "Pasar Ngrowo mungkin tutup besok.", "mungkin"),
            ("hedging", "hedge", "Kemungkinan pasar tutup besok.", "Kemungkinan"),
            ("hedging", "hedge", "Tampaknya kapal itu kandas.", "Tampaknya"),
            ("hedging", "modal", "Harga garam bisa naik bulan depan.", "bisa"),
            ("hedging", "modal", "Kasus itu dapat menyeret nama lain.", "dapat"),
            ("suspicion", "suspicion", "Paimin diduga menimbun pupuk.", "diduga"),
            ("forecast", "forecast", "Panen diperkirakan mundur.", "diperkirakan"),
            ("forecast", "forecast", "Harga diprediksi naik.", "diprediksi"),
            ("condition", "condition", "Jika hujan turun, laga ditunda.", "Jika"),
            ("condition", "condition", "Laga batal apabila hujan turun.", "apabila"),
            ("hearsay", "hearsay", "Paimin dikabarkan pindah klub.", "dikabarkan"),
            ("hearsay", "hearsay", "Kabarnya pabrik itu dijual.", "Kabarnya"),
            ("hearsay", "hearsay", "Konon danau itu berhantu.", "Konon"),
            ("hearsay", "hearsay", "Pabrik itu disebut-sebut bangkrut.", "disebut-sebut"),
            ("hearsay", "hearsay", "Pelatih itu dirumorkan hengkang.", "dirumorkan"),
            ("hearsay", "report", "Tiga perahu dilaporkan hilang.", "dilaporkan"),
            ("deletion", "post", "Unggahan itu ramai ditonton.", "Unggahan"),
            ("deletion", "deletion", "Unggahan itu sudah dihapus.", "dihapus"),
            ("denial", "denial", "Lurah Darsini membantah kabar itu.", "membantah"),
            ("denial", "denial", "Pesan itu dipastikan hoaks.", "hoaks"),
            ("unconfirmed", "unconfirmed", "Belum ada konfirmasi dari pabrik.", "Belum ada"),
            ("unconfirmed", "unconfirmed", "Pabrik belum memberikan keterangan.", "belum"),
            ("attribution", "according", "Menurut Darsini, pasar penuh.", "Menurut"),
            ("attribution", "speech", '"Pasar penuh," kata Darsini.', "kata"),
            ("attribution", "speech", "Darsini mengatakan pasar penuh.", "mengatakan"),
            ("attribution", "institution", "Kata polisi, jalan aman.", "polisi"),
        ],
    )
    def test_word_is_found(self, family: str, kind: str, text: str, word: str) -> None:
        assert any(k == kind and word in words for k, words in found(family, text))

    @pytest.mark.parametrize(
        ("family", "kind", "text"),
        [
            pytest.param("hearsay", "report", "Paimin dilaporkan ke polisi.", id="dilaporkan-ke"),
            pytest.param("hearsay", "topic", "Ini kabar baik bagi petani.", id="kabar-baik"),
            pytest.param(
                "hearsay", "topic", "Seminar itu soal isu lingkungan.", id="isu-lingkungan"
            ),
            pytest.param("hearsay", "topic", "Ia berlangganan surat kabar.", id="surat-kabar"),
            pytest.param(
                "hedging", "modal", "Penawar bisa ular disimpan di lemari.", id="bisa-ular"
            ),
            pytest.param("hedging", "hedge", "Pulanglah secepat mungkin.", id="secepat-mungkin"),
            pytest.param("attribution", "unnamed", "Desa itu kaya sumber daya.", id="sumber-daya"),
            pytest.param("attribution", "unnamed", "Sumber air itu jernih.", id="sumber-air"),
            pytest.param(
                "attribution", "according", "Menurut undang-undang, tanah itu sah.", id="menurut-uu"
            ),
            pytest.param("attribution", "speech", "Ia lupa kata sandi.", id="kata-sandi"),
            pytest.param(
                "condition",
                "condition",
                "Murah jika dibandingkan beras lain.",
                id="jika-dibandingkan",
            ),
        ],
    )
    def test_same_word_in_another_sense_is_not(self, family: str, kind: str, text: str) -> None:
        assert kind not in {k for k, _ in found(family, text)}

    @pytest.mark.parametrize("family", sorted(FAMILIES))
    def test_flat_statement_holds_no_evidence(self, family: str) -> None:
        evidence = {kind for kind, _ in found(family, "Sungai Kali Bening mengalir ke utara.")}

        assert not evidence

    @pytest.mark.parametrize("family", sorted(FAMILIES))
    def test_context_lends_no_cue(self, family: str) -> None:
        text = "Sungai Kali Bening mengalir ke utara."
        context = "Kabarnya mungkin diduga membantah, jika dihapus menurut akun itu."

        assert found(family, text, before=context, title=context) == []

    @pytest.mark.parametrize("family", sorted(FAMILIES))
    def test_case_makes_no_difference(self, family: str) -> None:
        text = "paimin dikabarkan diduga mungkin kabur jika unggahan dihapus, kata polisi."
        lower = found(family, text)

        assert [(kind, words.lower()) for kind, words in found(family, text.upper())] == lower

    @pytest.mark.parametrize("family", sorted(FAMILIES))
    def test_empty_sentence_holds_no_cue(self, family: str) -> None:
        assert found(family, "") == []

    def test_families_share_no_named_number(self) -> None:
        text = "Menurut akun itu, Paimin yang diduga kabur kabarnya mungkin pulang jika dibantah."
        names = [name for family in FAMILIES for name in values(family, text, before=text)]

        assert len(names) == len(set(names))


class TestCueNames:
    """The same word speaks differently by clause, voice and neighbour."""

    def names(self, text: str, kind: str = "suspicion") -> set[str]:
        return set(cues_of(in_context(text), kind).values)

    def test_main_clause(self) -> None:
        assert "suspicion/main" in self.names("Paimin diduga kabur.")

    def test_relative_clause(self) -> None:
        names = self.names("Perahu yang diduga bocor itu ditarik.")

        assert "suspicion/relative" in names
        assert "suspicion/main" not in names

    def test_told(self) -> None:
        assert "suspicion/main/told" in self.names("Paimin diduga kabur.")

    def test_quoted(self) -> None:
        assert "suspicion/main/quoted" in self.names('"Paimin diduga kabur," kata Darsini.')

    @pytest.mark.parametrize("negation", ["tidak", "bukan", "belum", "tak"])
    def test_negated(self, negation: str) -> None:
        # A list of its own: the shipped ones undo some cues under a negation.
        suspected = Entry("diduga", "suspicion", (("diduga",),), *[frozenset()] * 2, (), (), "test")
        reading = read(f"Paimin {negation} diduga kabur.", lexicon=Lexicon([suspected]))

        names = set(cues_of(Sentence(reading, read(""), read("")), "suspicion").values)
        assert "suspicion/main/told-negated" in names
        assert "suspicion/main/told" not in names

    def test_negation_further_off_does_not_count(self) -> None:
        assert "suspicion/main/told" in self.names("Tidak lama Paimin diduga kabur.")

    @pytest.mark.parametrize(
        ("text", "following"),
        [
            ("Pria itu diduga Paimin.", "name"),
            ("Pria itu diduga menimbun.", "mem"),
            ("Pria itu diduga bersembunyi.", "ber-"),
            ("Pria itu diduga 20 kali lari.", "number"),
            ("Pria itu diduga, ya.", ","),
            ("Pria itu diduga", "edge"),
            ("Pria itu diduga tua.", "word"),
        ],
    )
    def test_following_word(self, text: str, following: str) -> None:
        (after,) = {n.split(">")[1] for n in self.names(text) if "=" in n and ">" in n}
        if following == "mem":  # any of the prefixes that make an active verb
            assert after in {"me-", "men-", "mem-", "meng-"}
        else:
            assert after == following

    @pytest.mark.parametrize(
        ("text", "preceding"), [("Diduga kabur.", "edge"), ("Kemarin Paimin diduga kabur.", "name")]
    )
    def test_preceding_word(self, text: str, preceding: str) -> None:
        sorts = {n.split("<")[1] for n in self.names(text) if "=" in n and "<" in n}
        assert sorts == {preceding}

    def test_the_two_words_on_either_side(self) -> None:
        names = self.names("Kemarin Paimin diduga kabur jauh.")
        assert {"suspicion<2 kemarin", "suspicion<1 paimin"} <= names
        assert {"suspicion>1 kabur", "suspicion>2 jauh"} <= names

    def test_ends_of_the_sentence_stand_for_missing_neighbours(self) -> None:
        names = self.names("Diduga")
        assert {"suspicion<1 ^", "suspicion>1 $"} <= names

    def test_words_that_join_clauses_are_not_told_by_their_neighbours(self) -> None:
        assert not any("<1 " in name for name in self.names("Paimin yang kabur.", "relative"))

    def test_opening(self) -> None:
        assert any(name.endswith("/opens") for name in self.names("Diduga Paimin kabur."))
        assert not any(
            name.endswith("/opens") for name in self.names("Kemarin sore Paimin diduga kabur.")
        )

    def test_each_cue_gives_names_that_are_set(self) -> None:
        found = cues_of(in_context("Paimin diduga kabur, Darsini juga diduga."), "suspicion")

        assert len(found.cues) == 2
        assert {name for cue in found.cues for name in cue.names} == set(found.values)
        assert set(found.values.values()) == {1.0}

    def test_first_word_is_not_negated(self) -> None:
        assert not is_negated(read("tidak"), 0)


class TestHearsay:
    def test_report_with_no_rumour_around_is_unmarked(self) -> None:
        named = values("hearsay", "Tiga perahu dilaporkan hilang.", before="Ombak tinggi.")

        assert "report/unmarked" in named
        assert "report/of-rumour" not in named

    @pytest.mark.parametrize(
        ("text", "before"),
        [
            ("Tiga perahu dilaporkan hilang.", "Kabarnya badai mengamuk di Teluk Ngrowo."),
            ("Kabarnya tiga perahu dilaporkan hilang.", ""),
        ],
    )
    def test_report_beside_a_rumour_is_of_it(self, text: str, before: str) -> None:
        named = values("hearsay", text, before=before)

        assert "report/of-rumour" in named
        assert "report/unmarked" not in named

    def test_no_report_is_neither(self) -> None:
        assert not {"report/unmarked", "report/of-rumour"} & set(
            values("hearsay", "Kabarnya ia pindah.")
        )


class TestForecast:
    def test_with_a_figure(self) -> None:
        text = "Ekspor garam diperkirakan naik 12 persen."

        assert "forecast/with-figure" in values("forecast", text)

    def test_without_one(self) -> None:
        assert "forecast/with-figure" not in values("forecast", "Ekspor diperkirakan naik.")

    def test_figure_alone_is_no_forecast(self) -> None:
        assert values("forecast", "Ekspor naik 12 persen.") == {}

    def test_amount_of_money_is_a_figure(self) -> None:
        text = "Kerugian diperkirakan Rp500 juta."

        assert "forecast/with-figure" in values("forecast", text)


class TestDenial:
    def test_of_a_rumour(self) -> None:
        text = "Darsini membantah rumor penjualan pabrik."

        assert "denial/of-rumour" in values("denial", text)

    def test_of_a_suspicion(self) -> None:
        assert "denial/of-suspicion" in values("denial", "Darsini membantah diduga kabur.")

    def test_of_something_else(self) -> None:
        named = values("denial", "Darsini membantah putusan wasit.")

        assert "denial" in named
        assert not {"denial/of-rumour", "denial/of-suspicion"} & set(named)

    def test_rumour_without_a_denial_is_not_denied(self) -> None:
        assert "denial/of-rumour" not in values("denial", "Rumor penjualan pabrik beredar.")


class TestAttribution:
    def test_nobody_answers(self) -> None:
        named = values("attribution", "Pasar Ngrowo penuh.")

        assert named["source/none"] == 1.0

    def test_somebody_answers(self) -> None:
        named = values("attribution", "Menurut Darsini, pasar penuh.")

        assert named["source/named"] == 1.0
        assert "source/none" not in named

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Menurut Darsini, pasar mungkin tutup.", "hedge&source/named"),
            ("Pasar kabarnya tutup.", "hearsay&source/none"),
            ("Menurut polisi, Paimin diduga kabur.", "suspicion&source/institution"),
        ],
    )
    def test_cue_meets_its_source(self, text: str, name: str) -> None:
        assert values("attribution", text)[name] == 1.0

    def test_sure_claim_meets_none(self) -> None:
        named = values("attribution", "Menurut Darsini, pasar penuh.")

        assert not [name for name in named if "&" in name]


class TestQuotation:
    def values(self, text: str, before: str = "") -> dict[str, float]:
        return alone("quotation", in_context(text, before=before)).values

    def test_nothing_quoted_is_no_quarter(self) -> None:
        assert values("quotation", "Kios itu habis disewa.") == {"quotation/quarters 0": 1.0}

    def test_part_of_the_sentence(self) -> None:
        values = self.values('"Pasar penuh," kata Darsini.')

        assert values["quotation"] == 1.0
        assert 0 < values["quotation/share"] < 1
        assert "quotation/whole" not in values

    def test_running_on(self) -> None:
        assert self.values('"Pasar penuh.')["quotation/runs-on"] == 1.0

    def test_running_in_and_on(self) -> None:
        values = self.values("Kios habis disewa.", before='"Pasar penuh.')

        assert values["quotation/runs-in"] == values["quotation/runs-on"] == 1.0
        assert values["quotation/whole"] == values["quotation/share"] == 1.0

    def test_running_in_and_closed(self) -> None:
        values = self.values('Kios habis," kata Darsini.', before='"Pasar penuh.')

        assert values["quotation/runs-in"] == 1.0
        assert "quotation/runs-on" not in values

    def test_insider_carries_on(self) -> None:
        before = 'Seorang sumber yang enggan disebutkan namanya mengatakan: "Pabrik tutup.'

        assert self.values("Buruh dirumahkan.", before=before)["quotation/of-unnamed"] == 1.0

    def test_named_speaker_carries_on(self) -> None:
        values = self.values("Buruh dirumahkan.", before='Darsini mengatakan: "Pabrik tutup.')

        assert "quotation/of-unnamed" not in values

    @pytest.mark.parametrize(
        ("text", "before"),
        [
            pytest.param('"Kios habis disewa."', "", id="within-its-marks"),
            pytest.param('Kios habis disewa."', '"Pasar penuh.', id="last-of-several"),
        ],
    )
    def test_sentence_whose_every_word_is_quoted_is_whole(self, text: str, before: str) -> None:
        assert "quotation/whole" in self.values(text, before)


class TestShape:
    def values(self, text: str) -> dict[str, float]:
        return alone("shape", in_context(text)).values

    def test_gives_no_evidence(self) -> None:
        assert alone("shape", in_context("Apakah Paimin yang tidak akan datang?")).cues == []

    def test_length_grows_up_to_a_limit(self) -> None:
        lengths = [self.values("ikan " * n)["shape/length"] for n in (3, 30, 60, 600)]

        assert lengths[0] < lengths[1] < lengths[2] == lengths[3]

    def test_names_leave_out_the_first_word(self) -> None:
        assert self.values("Pasar itu penuh.")["shape/names"] == 0
        assert self.values("Pasar Ngrowo Lor penuh.")["shape/names"] > 0

    def test_figures(self) -> None:
        one, two = self.values("Ada 3 kios."), self.values("Ada 3 kios dan 12 lapak.")

        assert 0 < one["shape/figures"] < two["shape/figures"]

    @pytest.mark.parametrize(
        "text", ["Pasar penuh.", "Penuh!", "Penuh?", '"Penuh."', "Penuh (3/2)"]
    )
    def test_stop(self, text: str) -> None:
        assert "shape/no-stop" not in self.values(text)

    @pytest.mark.parametrize("text", ["Pasar penuh", "Baca juga:", "Pasar penuh -"])
    def test_no_stop(self, text: str) -> None:
        assert self.values(text)["shape/no-stop"] == 1.0

    def test_question(self) -> None:
        assert self.values("Benarkah pasar penuh?")["shape/question"] == 1.0
        assert "shape/question" not in self.values("Pasar penuh.")

    def test_capitals_throughout(self) -> None:
        assert self.values("PASAR PENUH")["shape/no-lower-case"] == 1.0
        assert "shape/no-lower-case" not in self.values("Pasar penuh")


class TestSurroundings:
    def values(self, before: str = "", title: str = "") -> dict[str, float]:
        sentence = in_context("Pasar Ngrowo penuh.", before=before, title=title)
        return alone("surroundings", sentence).values

    def test_nothing_around(self) -> None:
        assert self.values() == {"before/none": 1.0, "title/none": 1.0}

    @pytest.mark.parametrize(
        ("kind", "context"),
        [
            ("hearsay", "Kabarnya pabrik itu dijual."),
            ("hedge", "Pabrik itu mungkin dijual."),
            ("suspicion", "Paimin diduga kabur."),
            ("denial", "Darsini membantah."),
            ("unconfirmed", "Belum ada konfirmasi dari pabrik."),
            ("unnamed", "Sumber yang enggan disebutkan namanya bungkam."),
        ],
    )
    def test_kind_of_cue_is_noted_for_where_it_stands(self, kind: str, context: str) -> None:
        before, title = self.values(before=context), self.values(title=context)

        assert before[f"before/{kind}"] == title[f"title/{kind}"] == 1.0
        assert f"title/{kind}" not in before
        assert f"before/{kind}" not in title
        assert "before/none" not in before
        assert "title/none" not in title

    def test_sentence_itself_is_not_looked_at(self) -> None:
        sentence = in_context("Kabarnya mungkin diduga.", before="Pasar penuh.", title="Pasar")

        assert alone("surroundings", sentence).values == {}


class TestBalance:
    """The main claim decides, so it matters where the unsure words stand."""

    def test_unsure_word_of_the_main_clause_counts_as_main(self) -> None:
        named = values("balance", "Paimin diduga kabur.")
        assert {"balance/unsure 1", "balance/main 1", "balance/told 1"} <= named.keys()
        assert "balance/first-main suspicion" in named

    def test_unsure_word_of_a_relative_clause_does_not(self) -> None:
        named = values("balance", "Perahu yang diduga tua itu tenggelam.")
        assert {"balance/unsure 1", "balance/main 0"} <= named.keys()
        assert "balance/first-main none" in named

    def test_quoted_unsure_word_is_not_told(self) -> None:
        named = values("balance", '"Paimin diduga kabur," kata Darsini.')
        assert {"balance/main 1", "balance/told 0"} <= named.keys()

    def test_sentence_without_unsure_words_has_no_first(self) -> None:
        named = values("balance", "Paimin kabur.")
        assert not any(name.startswith("balance/first") for name in named)


class TestCompany:
    """Kinds of words speak differently in each other's company."""

    def test_unsure_word_beside_a_word_of_saying(self) -> None:
        assert "speech&suspicion" in values("company", "Darsini mengatakan Paimin diduga kabur.")

    def test_unsure_word_of_a_side_clause_is_told_apart(self) -> None:
        text = "Darsini mengatakan perahu yang diduga tua itu tenggelam."
        assert "speech&suspicion(aside)" in values("company", text)

    def test_words_that_are_all_sure_make_no_pair(self) -> None:
        assert not values("company", "Darsini mengatakan tidak.")

    def test_rumour_just_before_meets_the_report_after_it(self) -> None:
        named = values("company", "Perahu itu disebut bocor.", before="Kabarnya perahu hilang.")
        assert "before hearsay&report" in named

    def test_rumour_in_the_title_meets_a_sentence_without_unsure_words(self) -> None:
        named = values("company", "Perahu itu tenggelam.", title="Rumor soal Perahu")
        assert "title hearsay&none" in named
