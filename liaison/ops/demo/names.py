"""Names of people, companies and streets as one meets them in French-speaking Switzerland and around."""

from __future__ import annotations

WOMEN = {
    "fr": "Amélie Anouk Aurélie Carole Catherine Céline Chantal Chloé Claire Corinne Delphine Élodie Emma "
    "Estelle Fabienne Florence Françoise Gaëlle Isabelle Jeanne Joëlle Julie Laetitia Laure Laurence Léa "
    "Lucie Magali Manon Marianne Mathilde Mélanie Monique Muriel Nadia Nathalie Noémie Patricia Pauline "
    "Sandrine Sarah Solange Sophie Stéphanie Sylvie Valérie Véronique Virginie",
    "de": "Andrea Anita Barbara Beatrice Claudia Corinne Daniela Doris Esther Eveline Franziska Heidi Irene "
    "Karin Katrin Manuela Monika Nicole Petra Regula Rita Ruth Sabine Sandra Silvia Stefanie Susanne Ursula",
    "it": "Alessandra Anna Barbara Chiara Cristina Elena Federica Francesca Giulia Ilaria Laura Lucia Marta "
    "Michela Paola Roberta Sara Silvia Simona Valentina",
    "en": "Alison Charlotte Emily Fiona Hannah Jane Karen Laura Megan Rachel Sarah Victoria",
}
MEN = {
    "fr": "Adrien Alain Alexandre André Antoine Bastien Benoît Bernard Blaise Cédric Christian Christophe "
    "Claude Cyril Damien Daniel David Didier Dominique Éric Étienne Fabien Fabrice Florian François Frédéric "
    "Gabriel Georges Gérald Gilles Grégoire Guillaume Jacques Jean-Claude Jean-Daniel Jean-Luc Jean-Marc "
    "Jean-Philippe Jérôme Joël Julien Laurent Loïc Luc Marc-André Mathieu Maxime Michel Nicolas Olivier "
    "Pascal Patrick Paul Philippe Pierre Pierre-Alain Raphaël Raymond Rémy René Roland Romain Sébastien "
    "Serge Simon Stéphane Thierry Thomas Vincent Xavier Yann Yannick Yvan",
    "de": "Adrian Andreas Beat Bernhard Bruno Christian Christoph Daniel Fritz Hans Hanspeter Jürg Kurt "
    "Lukas Marcel Markus Martin Matthias Patrick Peter Philipp Reto Roland Rolf Roman Simon Stefan "
    "Thomas Ueli Urs Walter Werner",
    "it": "Alberto Alessandro Andrea Claudio Davide Diego Fabio Fausto Franco Giorgio Giovanni Luca Marco "
    "Massimo Matteo Michele Paolo Roberto Sandro Stefano",
    "en": "Andrew Anthony Brian Colin David Edward Graham Ian James Mark Neil Oliver Peter Richard Simon",
}
SURNAMES = {
    "fr": "Aebischer Amiguet Aubert Badoux Baeriswyl Barbezat Beaud Berger Berset Bersier Berthoud Besson "
    "Blanc Bovet Bovey Brandt Broillet Bron Bugnon Burnand Carrel Chappuis Chappatte Charrière Chatelain "
    "Chevalley Chollet Christinat Clerc Cochard Collaud Corboz Cornu Corthésy Crausaz Cuendet Cuche Cugny "
    "Dafflon Delacrétaz Demierre Desarzens Descloux Despland Dind Droz Dubey Duc Ducommun Ducret Dufour "
    "Dumusc Dupraz Dutoit Emery Equey Evard Fasel Favre Favrod Fragnière Froidevaux Gaillard Gasser Gavillet "
    "Genoud Germanier Gigon Gilliéron Girardin Golay Gremaud Grandjean Guex Guignard Haldimand Henchoz "
    "Huguenin Humair Jaccard Jaccoud Jaquet Jaquier Jeanneret Jobin Joliat Jordan Junod Kohli Koller Kunz "
    "Lachat Lambelet Leuba Longchamp Magnin Maillard Marchand Marguet Martinet Matthey Mayor Menétrey Mermod "
    "Meylan Mercier Michaud Monnard Monney Morard Mottier Mottet Nicole Nicollier Overney Paccaud Pache "
    "Pahud Parisod Pasche Pellaton Perrenoud Perret Perrin Perroud Piguet Piller Pittet Poncet Porchet "
    "Python Racine Rapin Recordon Rey Reymond Richoz Robert Rochat Rossier Roulet Roulin Ruffieux Sandoz "
    "Saugy Savary Schaller Schneider Schorderet Senn Simonin Sottas Steiner Tâche Thévoz Tinguely Tissot "
    "Torche Troyon Vauthier Verdon Vernez Villard Viret Voisard Volery Vonlanthen Vuilleumier Vuille "
    "Wermeille Widmer Yersin Zbinden Zufferey Zurbuchen",
    "de": "Aeschbacher Amstutz Bachmann Baumgartner Bieri Bigler Blaser Brügger Bürki Burri Egger Eggimann "
    "Flückiger Frei Friedli Furrer Gerber Graf Gfeller Grossenbacher Gygax Hofer Hofmann Hostettler Hugi "
    "Iseli Jaggi Jost Kaufmann Kern Kiener Kohler Küng Kummer Lanz Lehmann Leuenberger Liechti Lüthi Marti "
    "Meier Moser Mühlemann Neuenschwander Nussbaum Oppliger Probst Ramseier Reber Roth Ryser Schär Schenk "
    "Schmid Schürch Sigrist Stalder Stauffer Stettler Stucki Studer Sutter Tanner Trachsel Tschanz Wälti "
    "Wyss Zaugg Zürcher",
    "it": "Ambrosini Bassi Bernasca Besomi Bianchi Botta Brenni Canonica Cattaneo Cavadini Colombo Crivelli "
    "Delcò Ferrari Foletti Fontana Galli Ghirlanda Guidotti Lepori Lurati Maffei Martinelli Medici Molteni "
    "Mordasini Pedrazzini Pellegrini Poretti Quadri Regazzoni Rezzonico Riva Robbiani Rusconi Sala Snozzi "
    "Solari Tettamanti Valsangiacomo Zanetti",
    "en": "Bailey Barnes Bennett Brooks Carter Clarke Cooper Davies Ellis Fletcher Foster Harrison Hughes "
    "Marshall Morris Palmer Parker Reynolds Shaw Turner Walsh Whitfield",
}
JOB_TITLES = {
    "fr": (
        ("Directeur", "Directrice"), ("Directeur technique", "Directrice technique"),
        ("Chef d’atelier", "Cheffe d’atelier"), ("Responsable des achats", "Responsable des achats"),
        ("Acheteur", "Acheteuse"), ("Responsable de production", "Responsable de production"),
        ("Mécanicien régleur", "Mécanicienne régleuse"), ("Polymécanicien", "Polymécanicienne"),
        ("Responsable méthodes", "Responsable méthodes"), ("Comptable", "Comptable"),
        ("Responsable qualité", "Responsable qualité"),
        ("Responsable maintenance", "Responsable maintenance"),
        ("Assistant de direction", "Assistante de direction"),
    ),
    "de": (
        ("Geschäftsführer", "Geschäftsführerin"), ("Technischer Leiter", "Technische Leiterin"),
        ("Werkstattleiter", "Werkstattleiterin"), ("Leiter Einkauf", "Leiterin Einkauf"),
        ("Einkäufer", "Einkäuferin"), ("Produktionsleiter", "Produktionsleiterin"),
        ("Polymechaniker", "Polymechanikerin"), ("Leiter Instandhaltung", "Leiterin Instandhaltung"),
        ("Buchhalter", "Buchhalterin"), ("Leiter Qualität", "Leiterin Qualität"),
    ),
    "it": (
        ("Direttore", "Direttrice"), ("Direttore tecnico", "Direttrice tecnica"),
        ("Capo officina", "Capo officina"), ("Responsabile acquisti", "Responsabile acquisti"),
        ("Responsabile di produzione", "Responsabile di produzione"), ("Polimeccanico", "Polimeccanica"),
        ("Responsabile manutenzione", "Responsabile manutenzione"), ("Contabile", "Contabile"),
    ),
    "en": (
        ("Managing Director", "Managing Director"), ("Operations Manager", "Operations Manager"),
        ("Purchasing Manager", "Purchasing Manager"), ("Buyer", "Buyer"),
        ("Workshop Manager", "Workshop Manager"), ("Quality Manager", "Quality Manager"),
        ("Manufacturing Engineer", "Manufacturing Engineer"),
    ),
}  # fmt: skip
"""Each as a man and as a woman carries it."""

COMPANIES = {
    "fr": (
        "{name} Mécanique SA", "{name} Mécanique Sàrl", "Mécanique {name} SA", "{name} Décolletage SA",
        "Décolletage {name} Sàrl", "{name} & Fils SA", "{name} Frères SA", "{name} Précision SA",
        "Atelier {name} Sàrl", "Atelier mécanique {name}", "{name} Outillage SA", "{name} Moules SA",
        "{name} Usinage Sàrl", "{name} Microtechnique SA", "{name} & {other} SA", "Métal {name} SA",
        "Constructions métalliques {name} SA", "{name} Tôlerie SA", "Serrurerie {name} Sàrl",
        "Fonderie {name} SA", "{name} Horlogerie SA", "Pignons {name} SA", "{name} Médical SA",
        "{name} Technologies SA", "Menuiserie {name} SA", "Charpentes {name} Sàrl", "Carrosserie {name}",
        "Garage {name} SA", "Imprimerie {name} SA", "{name} Machines agricoles SA",
    ),
    "de": (
        "{name} AG", "{name} Mechanik AG", "{name} Präzision AG", "{name} Metallbau AG", "{name} Söhne AG",
        "{name} + Co. AG", "{name} Werkzeugbau AG", "{name} Décolletage AG", "Gebrüder {name} AG",
        "{name} Feinmechanik GmbH", "{name} Maschinenbau AG", "Metallwerk {name} AG", "{name} & {other} AG",
        "Stanzwerk {name} AG", "{name} CNC-Technik GmbH", "Schlosserei {name}", "{name} Formenbau AG",
    ),
    "it": (
        "{name} Meccanica SA", "Officine {name} SA", "{name} & Figli SA", "Metalcostruzioni {name} SA",
        "{name} Precisione Sagl", "Torneria {name} SA", "Fratelli {name} SA", "{name} Stampi SA",
        "Officina meccanica {name} Sagl",
    ),
    "en": (
        "{name} Medical Devices SA", "{name} Instruments SA", "{name} Aerospace Components SA",
        "{name} Engineering SA", "{name} Dental Systems SA", "{name} Microfluidics SA",
        "{name} Robotics Sàrl", "{name} Sensors SA",
    ),
}  # fmt: skip
STREETS = {
    "fr": (
        "Rue de l’Industrie", "Route de l’Industrie", "Chemin de la Scierie", "Rue des Fabriques",
        "Avenue de la Gare", "Route de Lausanne", "Route de Genève", "Route Cantonale", "Rue du Collège",
        "Chemin des Artisans", "Rue des Artisans", "Chemin du Bois", "Rue de la Poste", "Chemin de la Plaine",
        "Rue Neuve", "Rue du Temple", "Chemin du Canal", "Avenue des Sports", "Rue de la Source",
        "Impasse des Ateliers", "Chemin de la Rochette", "Route du Moulin", "Rue du Midi", "Chemin des Prés",
        "Zone industrielle", "Rue de la Paix", "Chemin de l’Étang", "Route de la Gare",
    ),
    "de": (
        "Industriestrasse", "Bahnhofstrasse", "Gewerbestrasse", "Solothurnstrasse", "Bielstrasse",
        "Fabrikstrasse", "Hauptstrasse", "Werkstrasse", "Mühleweg", "Schulweg", "Aarestrasse", "Lindenweg",
        "Bernstrasse", "Güterstrasse", "Ringstrasse", "Feldweg",
    ),
    "it": (
        "Via Cantonale", "Via Industria", "Via alla Stazione", "Via San Gottardo", "Via Lugano",
        "Via ai Ronchi", "Via Campagna", "Via delle Scuole", "Via al Fiume", "Via Zona industriale",
    ),
}  # fmt: skip
