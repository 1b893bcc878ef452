"""Pictures as files, with what is said inside of them: EXIF, IPTC and XMP."""

import io
from xml.sax.saxutils import escape

from PIL import Image

IPTC = {"title": 5, "keywords": 25, "creator": 80, "city": 90, "country": 101, "caption": 120}


def xmp_of(title="", caption="", keywords=(), city="", country="", creator="", date="") -> bytes:
    """An XMP packet (ISO 16684-1), as picture libraries write it inside of a file or beside it."""
    parts = []
    for name, value in (("dc:title", title), ("dc:description", caption)):
        if value:
            parts.append(f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(value)}</rdf:li></rdf:Alt></{name}>')
    if creator:
        parts.append(f"<dc:creator><rdf:Seq><rdf:li>{escape(creator)}</rdf:li></rdf:Seq></dc:creator>")
    if keywords:
        words = "".join(f"<rdf:li>{escape(word)}</rdf:li>" for word in keywords)
        parts.append(f"<dc:subject><rdf:Bag>{words}</rdf:Bag></dc:subject>")
    for name, value in (("photoshop:City", city), ("photoshop:Country", country), ("photoshop:DateCreated", date)):
        if value:
            parts.append(f"<{name}>{escape(value)}</{name}>")
    body = "\n   ".join(parts)
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">
   {body}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
""".encode()


def iptc_of(**fields) -> bytes:
    """IPTC-IIM records in Photoshop's image resource 0x0404, as an APP13 segment of a JPEG."""
    records = b"\x1c\x01\x5a\x00\x03\x1b%G"  # the text is UTF-8
    for name, number in IPTC.items():
        values = fields.get(name, ())
        for value in [values] if isinstance(values, str) else values:
            data = value.encode()
            records += b"\x1c\x02" + bytes([number]) + len(data).to_bytes(2, "big") + data
    resource = b"8BIM\x04\x04\x00\x00" + len(records).to_bytes(4, "big") + records + b"\x00" * (len(records) % 2)
    segment = b"Photoshop 3.0\x00" + resource
    return b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment


def exif_of(caption="", artist="", date="", place=None) -> Image.Exif:
    exif = Image.Exif()
    for tag, value in ((0x010E, caption), (0x013B, artist), (0x0132, date)):
        if value:
            exif[tag] = value
    if date:
        exif.get_ifd(0x8769)[0x9003] = date
    if place:
        gps = exif.get_ifd(0x8825)
        for tag, degrees, names in ((1, place[0], "NS"), (3, place[1], "EW")):
            gps[tag] = names[degrees < 0]
            minutes = abs(degrees) % 1 * 60
            gps[tag + 1] = (int(abs(degrees)), int(minutes), round(minutes % 1 * 60, 2))
    return exif


def jpeg(image: Image.Image, quality=80, iptc=None, **more) -> bytes:
    data = io.BytesIO()
    image.save(data, "JPEG", quality=quality, optimize=True, **more)
    data = data.getvalue()
    if not iptc:
        return data
    # Behind the application segments that are there.
    end = 2
    while data[end] == 0xFF and 0xE0 <= data[end + 1] <= 0xEF:
        end += 2 + int.from_bytes(data[end + 2 : end + 4], "big")
    return data[:end] + iptc_of(**iptc) + data[end:]


def png(image: Image.Image, colours=64, **more) -> bytes:
    """Flat drawings need few colours."""
    data = io.BytesIO()
    reduced = image.quantize(colours, dither=Image.Dither.NONE) if colours else image
    reduced.save(data, "PNG", optimize=True, **more)
    return data.getvalue()


def webp(image: Image.Image, quality=80, **more) -> bytes:
    data = io.BytesIO()
    image.save(data, "WEBP", quality=quality, method=6, **more)
    return data.getvalue()
