"""Slips of the hand on the command line: each is told before it is taken for something else."""

import re

import pytest
from click.testing import CliRunner

import parkland as pk
from parkland.cli import main

# What is typed, and what the sentence says in Chinese and in English.
SLIPS = {
    ("totals", "--by", "--unit", "mu"): ("选项 --by 后面缺少取值", "'--by' requires an argument"),
    ("totals", "--register", "--lang", "{lang}"): ("选项 --register", "'--register' requires"),
    ("compare", "--as-of", "2020-12-31", "--unit", "mu"): ("需要 2 个取值", "requires 2 values"),
    ("totals", "－－by", "flag"): ("您可能要用：--by", "did you mean --by"),
    ("totals", "—by=flag"): ("您可能要用：--by", "did you mean --by"),
    ("totals", "-as-of", "2020-12-31"): ("您可能要用：--as-of", "did you mean --as-of"),
    ("map", "-output", "a.html"): ("您可能要用：--output", "did you mean --output"),
    ("totals", ""): ("文件名是空的", "the name of the file is empty"),
    ("totals", "--register", " "): ("--register 的取值不正确", "'--register'"),
    ("map", "-o", ""): ("文件名是空的", "the name of the file is empty"),
    ("dataset", "x", "-o", "y", "--workers", "0"): ("“0”超出范围", "'0' is out of range"),
    ("profile", "nwe"): ("您可能要用：new", "Did you mean new"),
    ("profile", "xyz"): ("profile --help", "profile --help"),
    ("deadlines", "-o", "d.xls"): ("不能写成这种格式：.xls", "not written as .xls"),
    ("notices", "-o", "n.pdf"): ("不能写成这种格式：.pdf", "not written as .pdf"),
}


@pytest.mark.parametrize("words", SLIPS)
def test_a_slip_is_told_in_one_sentence_and_writes_nothing(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for lang, text in zip(("zh", "en"), SLIPS[words], strict=True):
        typed = [word.format(lang=lang) for word in words]
        typed = typed if "--lang" in typed else [*typed, "--lang", lang]
        done = CliRunner().invoke(main, typed)
        told = done.stderr.splitlines()[-1]
        assert done.exit_code == 2, done.output
        assert text in told
        assert lang == "en" or not re.search("[a-z]{2,} [a-z]{2,} [a-z]{2,}", told), told
        assert not [*tmp_path.iterdir()]


def test_a_value_with_an_equals_sign_may_look_like_an_option():
    done = CliRunner().invoke(main, ["explain", "--parcel=--by", "--lang", "en"])
    assert "there is no parcel '--by'" in done.stderr


def test_what_stands_behind_two_hyphens_is_no_option():
    done = CliRunner().invoke(main, ["totals", "--", "--by"])
    assert "--by：没有这个文件" in done.stderr


def test_an_empty_name_is_no_source_in_python():
    with pytest.raises(pk.ParklandError, match="not a file name"):
        pk.open_ledger("", as_of="2020-12-31")
