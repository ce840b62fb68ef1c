"""A Word template holds tags and nothing else, and is no bomb."""

import io
import zipfile

import pytest
from docx import Document

import parkland as pk

BODY = "{{p body }}"


def template(path, *paragraphs):
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(path)
    return path


def changed(path, name, content):
    """Replace or add a part of a Word document."""
    with zipfile.ZipFile(path) as packed:
        parts = {member.filename: packed.read(member) for member in packed.infolist()}
    parts[name] = content(parts.get(name, b""))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    path.write_bytes(packed.getvalue())
    return path


def refusal(ledger, folder, office):
    with pytest.raises(pk.ParklandError) as raised:
        pk.write_report(ledger, folder / "out.docx", template=office)
    assert "\n" not in str(raised.value)
    assert not (folder / "out.docx").exists()
    return str(raised.value)


@pytest.mark.parametrize(
    "expression",
    [
        "{% for i in range(10000) %}{% for j in range(10000) %}x{% endfor %}{% endfor %}",
        "{{ 'a' * 900000000 }}",
        "{{ title * 900000000 }}",
        "{{ title | center(900000000) }}",
    ],
)
def test_an_expression_is_refused_before_it_is_computed(ledger, tmp_path, expression):
    office = template(tmp_path / "t.docx", expression, BODY)
    assert "not a plain tag" in refusal(ledger, tmp_path, office)


def test_an_expression_in_the_properties_is_refused_too(ledger, tmp_path):
    office = template(tmp_path / "t.docx", BODY)
    changed(office, "docProps/core.xml", lambda xml: xml.replace(
        b"</cp:coreProperties>", b"<dc:subject>{{ 9 ** 9 ** 9 }}</dc:subject></cp:coreProperties>"
    ))  # fmt: skip
    assert "not a plain tag" in refusal(ledger, tmp_path, office)


def test_brackets_within_brackets_are_refused(ledger, tmp_path):
    office = template(tmp_path / "t.docx", "{{" + "(" * 3000 + "1" + ")" * 3000 + "}}", BODY)
    assert "cannot be used" in refusal(ledger, tmp_path, office)


def test_a_part_that_unpacks_to_a_huge_text_is_refused(ledger, tmp_path):
    office = changed(template(tmp_path / "t.docx", BODY), "word/styles.xml", lambda _: b" " * 2**25)
    assert "when it is unpacked" in refusal(ledger, tmp_path, office)


def test_entities_are_refused(ledger, tmp_path):
    office = template(tmp_path / "t.docx", BODY)
    changed(office, "word/document.xml", lambda xml: xml.replace(
        b"?>", b'?><!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>', 1
    ))  # fmt: skip
    assert "declares entities" in refusal(ledger, tmp_path, office)


def test_a_hundred_thousand_paragraphs_are_refused(ledger, tmp_path):
    many = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 100_000
    office = template(tmp_path / "t.docx", BODY)
    changed(
        office, "word/document.xml", lambda xml: xml.replace(b"<w:body>", b"<w:body>" + many, 1)
    )
    assert "paragraphs" in refusal(ledger, tmp_path, office)


def test_tags_and_comments_of_an_office_still_work(ledger, tmp_path):
    office = template(tmp_path / "t.docx", "{{ title }}{# for us #}", "价 {50} 元", BODY)
    path = pk.write_report(ledger, tmp_path / "out.docx", template=office)
    texts = [paragraph.text for paragraph in Document(path).paragraphs]
    assert "价 {50} 元" in texts
    assert not any("{{" in text or "for us" in text for text in texts)
