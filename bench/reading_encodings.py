"""Small files in many encodings: how often what is read is what was written. ``python bench/reading_encodings.py``"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from analytics.reading.encoding import detect

TEXTS = {
    "French": "L'été dernier, nous avons visité Orléans; ça coûtait 12 €. Où ? Hôtel, Élève, forêt, naïf, œuvre",
    "German": "Die Straße führt über die Brücke nach Köln. Größe, Fähre, Öl, Übung, Maßnahme, schön, früh, Ärger",
    "Spanish": "El niño comió piña en la montaña. ¿Cuántos años tenía? Río, corazón, jamón, güero, Ángel, óptimo",
    "Polish": "Zażółć gęślą jaźń. Łódź, Kraków, źródło, święto, ćma, Żółw, męski, książka, dzień",
    "Czech": "Příliš žluťoučký kůň úpěl ďábelské ódy. Černý, řeka, město, dítě, šťastný, Žďár",
    "Hungarian": "Árvíztűrő tükörfúrógép. Győr, Pécs, erdő, szőlő, műhely, gyűrű",
    "Turkish": "Pijamalı hasta yağız şoföre çabucak güvendi. İstanbul, ığdır, şeker, çiçek, öğretmen, üzüm",
    "Russian": "Съешь же ещё этих мягких французских булок, да выпей чаю. Москва, город, улица, дом, цена",
    "Ukrainian": "Щастям б’єш жук їх глицю в фон й ґедзь пріч. Київ, їжа, єдність, вулиця",
    "Greek": "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία. Αθήνα, πόλη, τιμή, όνομα, ημερομηνία",
    "Latvian": "Glāžšķūņa rūķīši dzērumā čiepj Baha koncertflīģeļu vākus. Rīga, Jēkabpils, ģimene",
    "Japanese": "いろはにほへと ちりぬるを。東京都、大阪府、株式会社、名前、カタカナ、住所",
    "Chinese": "天地玄黄宇宙洪荒日月盈昃。北京市，上海市，有限公司，姓名，地址，价格",
    "Taiwanese": "天地玄黃宇宙洪荒日月盈昃。臺北市，高雄市，有限公司，姓名，地址，價格",
    "Korean": "키스의 고유조건은 입술끼리 만나야 하고. 서울특별시, 부산광역시, 주식회사, 이름, 주소, 가격",
    "Hebrew": "דג סקרן שט בים מאוכזב ולפתע מצא חברה. ירושלים, שם, כתובת",
    "Arabic": "نص حكيم له سر قاطع وذو شأن عظيم. القاهرة، الاسم، العنوان، السعر",
}
ENCODINGS = {
    "French": ["cp1252", "iso-8859-15", "mac-roman", "cp850"], "German": ["cp1252", "cp850", "mac-roman"],
    "Spanish": ["cp1252", "mac-roman"], "Polish": ["cp1250", "iso-8859-2"], "Czech": ["cp1250", "iso-8859-2"],
    "Hungarian": ["cp1250", "iso-8859-2"], "Turkish": ["cp1254"],
    "Russian": ["cp1251", "koi8-r", "cp866", "iso-8859-5"],
    "Ukrainian": ["cp1251"], "Greek": ["cp1253"], "Latvian": ["cp1257"], "Japanese": ["cp932", "euc-jp"],
    "Chinese": ["gb18030"], "Taiwanese": ["big5"], "Korean": ["cp949"], "Hebrew": ["cp1255"], "Arabic": ["cp1256"],
}  # fmt: skip


def main(tries: int = 20) -> None:
    rng = random.Random(1)
    right = total = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.csv"
        for language, text in TEXTS.items():
            wide = language in ("Japanese", "Chinese", "Taiwanese")
            words = re.findall(r".{2,4}" if wide else r"\S+", text)
            for encoding in ENCODINGS[language]:
                good = 0
                for _try in range(tries):
                    rows = [f"{i},{' '.join(rng.choices(words, k=2))}\n" for i in range(rng.choice([5, 20, 60]))]
                    data = "".join(["id,name\n", *rows]).encode(encoding, "ignore")
                    path.write_bytes(data)
                    good += data.decode(detect(path).name, "replace") == data.decode(encoding)
                print(f"{language:10} {encoding:12} {good:3} of {tries}")
                right, total = right + good, total + tries
    print(f"all {right} of {total}")


if __name__ == "__main__":
    main()
