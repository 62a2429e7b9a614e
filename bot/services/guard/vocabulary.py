"""Everyday words that name nobody, in English and Spanish; small letters, no accents."""


def table(words: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(words.split())


FUNCTION = table("""
    a about above across after again all along also am an and any are around as at back be been
    before behind being below between both but by came can car cars could did do does down each
    for from gone got had has have he her here hers him his how i if in into is it its just
    left like man me men more most near new no not now of off old on one only or other our ours
    out over past right same saw she so some street than that the their them then there these
    they this those through to too toward towards under until up us van vans very was we went
    were what when where which while who why will with without would yes you your al algo algun
    alguien ahi alli aqui asi aun bajo cada calle carro casi como con contra cual cuando de del
    desde donde dos el ella ellas ellos en entre era eran es esa ese eso esos esta estaba estan
    este esto estos fue fueron gris ha habia hace hacia han hasta hay iba la las le les lo los
    mas mi mis muy nada ni nos nosotros o otra otro para pasa paso pero poco por porque que
    quien rojo se ser si sin sino sobre son su sus tal tambien te tenia tres tu u un una unas
    uno unos vi y ya yo azul blanco blanca negro negra coche furgoneta camioneta
    """)
"""Words that no name, street, plate or user name consists of."""

COUNTED = table("""
    am pm h hr hrs hour hours min mins minute minutes sec secs second seconds day days week
    weeks month months year years time times m km kms mile miles mi ft feet foot meter meters
    metre metres yard yards block blocks kg lb lbs mph kph kmh percent degrees dollars bucks
    euros pesos cents man men woman women person people guy guys kid kids boy boys girl girls
    teen teens adult adults youth youths car cars van vans truck trucks bike bikes bicycle
    bicycles bus buses cop cops officer officers parcel parcels package packages box boxes bag
    bags shot shots house houses door doors window windows lane lanes lamp lamps dog dogs cat
    cats more other others different young tall old big small grey gray white black blue red
    green hora horas minuto minutos segundo segundos dia dias semana semanas mes meses ano anos
    vez veces metro metros kilometro kilometros milla millas cuadra cuadras pie pies kilo kilos
    hombre hombres mujer mujeres persona personas tipo tipos joven jovenes chico chicos chica
    chicas nino ninos nina ninas senor senores coche coches carro carros auto autos camioneta
    camionetas furgoneta furgonetas camion camiones moto motos bici bicis bicicleta bicicletas
    autobus autobuses policia policias agente agentes paquete paquetes caja cajas bolsa bolsas
    disparo disparos casa casas puerta puertas ventana ventanas perro perros grados individuos
    encapuchados sospechosos sujetos
    """)
"""What is counted or measured: a number before it is no house."""

CALENDAR = table("""
    monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december today yesterday tonight lunes martes
    miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto
    septiembre octubre noviembre diciembre hoy ayer anoche
    """)
"""Days and months: no names of people or streets."""
