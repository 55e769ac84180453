"""The encoding is told by the bytes of the whole file, and a guess is called one."""

from __future__ import annotations

import pytest

from analytics.schema import AnalyticsError
from tests.reading.text_help import reading

WESTERN = "name,city\nJosé,Málaga\nMüller,Köln\nZoë,Besançon\nnaïve – “q”,Århus\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_western_names_are_read_in_every_encoding(tmp_path, encoding):
    told = reading(tmp_path, WESTERN.encode(encoding))
    assert told.columns == ["name", "city"]
    assert told.rows == [tuple(line.split(",")) for line in WESTERN.splitlines()[1:]]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "imię,miasto\nŁukasz Żak,Łódź\nZofia Śliwa,Kraków\nŽofie,Plzeň\nMałgorzata,Gdańsk\n"),
        ("cp1251", "имя,город\nАнна,Москва\nБорис,Тверь\nГлеб,Самара\nИнна Петрова,Псков\n"),
        ("koi8-r", "имя,город\nАнна,Москва\nБорис,Тверь\nГлеб,Самара\nИнна Петрова,Псков\n"),
        ("cp1253", "όνομα,πόλη\nΓιώργος,Αθήνα\nΜαρία,Πάτρα\nΝίκος,Βόλος\n"),
        ("cp1254", "ad,şehir\nAyşe,İstanbul\nGökhan Yıldız,İzmir\nÇağla,Muğla\n"),
        ("cp932", "名前,都市\n田中太郎,東京\n鈴木花子,大阪\nさくら,カタカナ\n"),
        ("gb18030", "姓名,城市\n王小明,北京\n李雷,上海\n韩梅梅,广州\n"),
        ("big5", "姓名,城市\n王小明,臺北\n李大同,高雄\n陳美玲,臺中\n"),
        ("cp949", "이름,도시\n김철수,서울\n이영희,부산\n박민수,대구\n"),
        ("mac-roman", "name,city\nJosé,Málaga\nMüller,Köln\nZoë,Besançon\nAndré,Orléans\n"),
    ],
)
def test_other_scripts_are_told_by_their_common_letters(tmp_path, encoding, text):
    told = reading(tmp_path, text.encode(encoding))
    assert [tuple(told.columns), *told.rows] == [tuple(line.split(",")) for line in text.splitlines()]
    assert told.says("The encoding was guessed")


def test_a_letter_late_in_the_file_is_seen(tmp_path):
    content = b"n,name\n" + b"".join(b"%d,plain\n" % n for n in range(200_000)) + "200000,Zoë\n".encode("cp1252")
    assert reading(tmp_path, content).rows[-1] == ("200000", "Zoë")


def test_a_few_foreign_bytes_in_utf8_are_read_and_listed_with_their_line(tmp_path):
    content = "name,n\nJosé,1\nMüller,2\nZoë,3\nnaïve,4\nÅsa,5\n".encode() + b"Ren\xe9,6\n"
    told = reading(tmp_path, content)
    assert told.rows[0] == ("José", "1")
    assert told.rows[-1] == ("René", "6")
    assert told.says("1 bytes do not fit the encoding utf-8", line=7)


def test_a_chosen_encoding_is_used(tmp_path):
    told = reading(tmp_path, "a,b\nÄ,1\n".encode("cp1252"), encoding="cp1251")
    assert told.rows == [("Д", "1")]
    assert told.detected.evidence["encoding"] == "Chosen by a person."


def test_an_unknown_encoding_is_refused_in_words(tmp_path):
    with pytest.raises(AnalyticsError, match=r"The encoding “klingon” is not known; choose another one\."):
        reading(tmp_path, "a,b\n1,2\n", encoding="klingon")
